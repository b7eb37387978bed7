package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecMatchTest {

    private static RtpCodec codec(String name, int clockRateHz, int channels, String fmtp) {
        return new RtpCodec(
                96, name, clockRateHz, channels, FormatParameters.parse(fmtp), List.of());
    }

    /** The table of RFC 6184 section 8.1. */
    @ParameterizedTest
    @CsvSource({
        "42e01f, constrained-baseline",
        "42C00a, constrained-baseline",
        "4d801f, constrained-baseline",
        "58c01f, constrained-baseline",
        "42001f, baseline",
        "42A01f, baseline",
        "58801f, baseline",
        "4d001f, main",
        "4d401f, main",
        "58001f, extended",
        "640032, high",
        "640c1f, constrained-high",
        "f4001f, f400",
        "42e0, unknown-42e0",
        "xyz01f, unknown-xyz01f",
    })
    void h264ProfileHasSeveralSpellings(String profileLevelId, String profile) {
        assertThat(CodecMatch.h264Profile(profileLevelId)).isEqualTo(profile);
    }

    @ParameterizedTest
    @CsvSource({
        "profile-level-id=42e01f;packetization-mode=1, true",
        "packetization-mode=1;profile-level-id=42e034, true",
        "packetization-mode=1;profile-level-id=42C01f, true",
        "packetization-mode=0;profile-level-id=42e01f, false",
        "profile-level-id=42e01f, false",
        "packetization-mode=1;profile-level-id=42001f, false",
        "packetization-mode=1;profile-level-id=640c1f, false",
        "packetization-mode=1, false",
    })
    void h264NeedsProfileAndPacketizationMode(String fmtp, boolean matches) {
        assertThat(CodecMatch.matches(codec("h264", 90_000, 1, fmtp), CodecPreference.H264))
                .isEqualTo(matches);
    }

    @Test
    void missingParametersMeanTheirDefaults() {
        assertThat(CodecMatch.matches(codec("VP9", 90_000, 1, ""), CodecPreference.VP9)).isTrue();
        assertThat(CodecMatch.matches(codec("VP9", 90_000, 1, "profile-id=2"), CodecPreference.VP9))
                .isFalse();
        assertThat(CodecMatch.matches(codec("AV1", 90_000, 1, ""), CodecPreference.AV1)).isTrue();
        assertThat(CodecMatch.matches(codec("AV1", 90_000, 1, "profile=1"), CodecPreference.AV1))
                .isFalse();
        assertThat(CodecMatch.formatKey(codec("H264", 90_000, 1, "")))
                .isEqualTo("packetization-mode=0;profile=baseline");
    }

    @Test
    void nameClockAndChannelsMustAgree() {
        assertThat(CodecMatch.matches(codec("OPUS", 48_000, 2, ""), CodecPreference.OPUS)).isTrue();
        assertThat(CodecMatch.matches(codec("opus", 48_000, 1, ""), CodecPreference.OPUS))
                .isFalse();
        assertThat(CodecMatch.matches(codec("opus", 16_000, 2, ""), CodecPreference.OPUS))
                .isFalse();
        final CodecPreference dtmf = CodecPreference.audio("telephone-event", 48_000, 1);
        assertThat(CodecMatch.matches(codec("telephone-event", 48_000, 1, "0-15"), dtmf)).isTrue();
        assertThat(CodecMatch.matches(codec("telephone-event", 8_000, 1, "0-15"), dtmf)).isFalse();
    }

    @Test
    void chromiumVideoInOurOrderWithRetransmissions() throws SdpException {
        final MediaDescription video = CapturedOffers.parsed("chromium/audio-video").media().get(1);
        final List<RtpCodec> chosen =
                CodecMatch.select(
                        video,
                        List.of(
                                CodecPreference.AV1,
                                CodecPreference.VP9,
                                CodecPreference.H264,
                                CodecPreference.VP8));
        assertThat(chosen.stream().map(c -> c.encodingName() + " " + c.parameters().raw()))
                .containsExactly(
                        "AV1 level-idx=5;profile=0;tier=0",
                        "rtx apt=45",
                        "VP9 profile-id=0",
                        "rtx apt=98",
                        "H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                        "rtx apt=108",
                        "VP8 ",
                        "rtx apt=96");
    }

    @Test
    void audioCodecsOfAGatewayInOurOrder() throws SdpException {
        final MediaDescription audio =
                CapturedOffers.parsed("chromium/audio-video").media().getFirst();
        final List<RtpCodec> chosen =
                CodecMatch.select(
                        audio,
                        List.of(
                                CodecPreference.audio("red", 48_000, 2),
                                CodecPreference.OPUS,
                                CodecPreference.audio("G722", 8_000, 1),
                                CodecPreference.audio("PCMA", 8_000, 1),
                                CodecPreference.audio("PCMU", 8_000, 1),
                                CodecPreference.audio("telephone-event", 8_000, 1)));
        assertThat(chosen.stream().map(RtpCodec::payloadType))
                .containsExactly(63, 111, 9, 8, 0, 126);
        assertThat(chosen.getFirst().parameters().raw()).isEqualTo("111/111");
    }

    @Test
    void feedbackIsWhatBothKnow() throws SdpException {
        final MediaDescription video =
                CapturedOffers.parsed("gstreamer/audio-video").media().get(1);
        assertThat(CodecMatch.select(video, List.of(CodecPreference.VP8)).getFirst().feedback())
                .containsExactly(
                        RtcpFeedback.NACK_PLI, RtcpFeedback.CCM_FIR, RtcpFeedback.TRANSPORT_CC);
        final MediaDescription audio = CapturedOffers.parsed("pion/audio-video").media().getFirst();
        assertThat(CodecMatch.select(audio, List.of(CodecPreference.OPUS)).getFirst().feedback())
                .containsExactly(RtcpFeedback.TRANSPORT_CC);
    }

    @Test
    void limitsOfAReceiverAreNotOurs() throws SdpException {
        final MediaDescription video = CapturedOffers.parsed("firefox/audio-video").media().get(1);
        final RtpCodec vp8 = CodecMatch.select(video, List.of(CodecPreference.VP8)).getFirst();
        assertThat(video.codecs().getFirst().parameters().get("max-fs")).isEqualTo("12288");
        assertThat(vp8.parameters()).isEqualTo(FormatParameters.NONE);
    }

    @Test
    void nothingInCommon() throws SdpException {
        final MediaDescription video = CapturedOffers.parsed("gstreamer/h264").media().get(1);
        assertThat(CodecMatch.select(video, List.of(CodecPreference.VP8))).isEmpty();
        assertThat(CodecMatch.select(video, List.of())).isEmpty();
    }
}
