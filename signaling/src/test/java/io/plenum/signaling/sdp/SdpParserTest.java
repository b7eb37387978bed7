package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdpParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=0 | v=1 | starts with \"v=0\"",
                "s=- | x=1 | no line of that letter",
                "s=- | s | one letter and \"=\"",
                "o=- 1 2 IN IP4 127.0.0.1 | o=- one 2 IN IP4 127.0.0.1 | numbers of at most 20"
                        + " digits",
                "o=- 1 2 IN IP4 127.0.0.1 | o=- 1 2 IN IP4 | an o-line is written",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111 | m=audio 9 UDP/TLS/RTP/SAVPF | an m-line is"
                        + " written",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111 | m=audio 70000 UDP/TLS/RTP/SAVPF 111 | 0 to"
                        + " 65535",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111 | m=audio 9 UDP/TLS/RTP/SAVPF 128 | from 0 to 127",
                "a=rtpmap:111 opus/48000/2 | a=rtpmap:111 opus | an encoding is written",
                "a=rtpmap:111 opus/48000/2 | a=rtpmap:111 opus/0 | an encoding is written",
                "a=rtpmap:111 opus/48000/2 | a=rtpmap:x opus/48000/2 | from 0 to 127",
                "a=extmap:5/sendonly urn:3gpp:video-orientation | a=extmap:0 urn:x | from 1 to 255",
                "a=extmap:5/sendonly urn:3gpp:video-orientation | a=extmap:300 urn:x | from 1 to"
                        + " 255",
                "a=extmap:5/sendonly urn:3gpp:video-orientation | a=extmap:5/up urn:x | direction"
                        + " after",
                "a=mid:a | a=mid:a b | a mid is one word",
                "a=sendonly | a=setup:maybe | setup is actpass",
                "a=sendonly | a=fingerprint:sha-256 AB:C | a fingerprint is written",
                "a=sendonly | a=candidate:1 1 udp 1 192.0.2.1 | a candidate is written",
                "a=sendonly | a=ssrc:4294967296 cname:x | a number from 0 to 4294967295",
                "a=sendonly | a=simulcast:up q | follows \"send\" or \"recv\"",
                "a=sendonly | a=simulcast:send q;;f | named by its rid",
                "a=sendonly | a=simulcast:send"
                        + " a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a;a | more"
                        + " than 32",
                "a=sendonly | b=AS | a b-line is written",
                "a=sendonly | c=IN IP4 | a c-line is written",
                "a=sendonly | a=sctp-port:x | a number from 0 to 65535",
            })
    void namesTheLineAndWhy(String line, String broken, String reason) {
        final SdpText text = SdpText.audioVideo();
        final int number = text.lineOf(line);
        text.replace(line, broken);
        final SdpException refused =
                catchThrowableOfType(SdpException.class, () -> SdpParser.parse(text.toString()));
        assertThat(refused).isNotNull();
        assertThat(refused.line()).isEqualTo(number);
        assertThat(refused.text()).isEqualTo(SdpException.shown(broken));
        assertThat(refused.reason()).contains(reason);
        assertThat(refused)
                .hasMessageStartingWith("SDP line " + number + " (" + refused.text() + "): ");
    }

    @Test
    void messageShowsNoControlCharactersNoPasswordAndNoEndlessLine() {
        assertThatThrownBy(() -> SdpParser.parse("v=0\r\na=\u001b[31m\r\n"))
                .hasMessageContaining("a=?[31m")
                .hasMessageContaining("control character 27 in column 3");
        assertThatThrownBy(() -> SdpParser.parse("v=0\na=x\rb\n")).hasMessageContaining("a=x?b");
        assertThatThrownBy(() -> SdpParser.parse("v=0\na=ice-pwd:se cret\n"))
                .hasMessageContaining("one word")
                .hasMessageNotContaining("cret");
        assertThatThrownBy(() -> SdpParser.parse("v=0\n" + "w".repeat(500)))
                .hasMessageContaining("w".repeat(80) + "…")
                .hasMessageNotContaining("w".repeat(81));
    }

    @Test
    void unknownAttributesChangeNothing() throws SdpException {
        final String plain = SdpText.audioVideo().toString();
        final String more =
                SdpText.audioVideo()
                        .add("a=x-new", "a=new:1 2 3", "a=rtcp-xr:rcvr-rtt=all", "a=rtcp:9")
                        .toString();
        assertThat(SdpParser.parse(more)).isEqualTo(SdpParser.parse(plain));
    }

    @Test
    void sectionsInheritWhatTheSessionSays() throws SdpException {
        final SessionDescription session =
                SdpParser.parse(
                        """
                        v=0
                        o=- 1 1 IN IP6 ::1
                        s=-
                        c=IN IP6 2001:db8::1
                        t=0 0
                        a=recvonly
                        a=ice-ufrag:abcd
                        a=ice-pwd:0123456789abcdefghijkl
                        a=fingerprint:SHA-256 ab:cd
                        a=setup:active
                        a=extmap-allow-mixed
                        a=extmap:1 urn:one
                        m=audio 9 UDP/TLS/RTP/SAVPF 0
                        m=audio 9 UDP/TLS/RTP/SAVPF 0
                        c=IN IP4 192.0.2.1
                        a=sendonly
                        a=ice-ufrag:own1
                        a=fingerprint:sha-512 01
                        a=setup:passive
                        """);
        final MediaDescription heir = session.media().getFirst();
        final MediaDescription own = session.media().get(1);
        assertThat(heir.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(heir.connection()).isEqualTo("IN IP6 2001:db8::1");
        assertThat(heir.extmapAllowMixed()).isTrue();
        assertThat(heir.extensions()).hasSize(1);
        assertThat(heir.transport())
                .isEqualTo(
                        new TransportDescription(
                                "abcd",
                                "0123456789abcdefghijkl",
                                List.of(),
                                List.of(new Fingerprint("sha-256", "AB:CD")),
                                Setup.ACTIVE));
        assertThat(own.connection()).isEqualTo("IN IP4 192.0.2.1");
        assertThat(own.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(own.transport())
                .isEqualTo(
                        new TransportDescription(
                                "own1",
                                null,
                                List.of(),
                                List.of(new Fingerprint("sha-512", "01")),
                                Setup.PASSIVE));
    }

    @Test
    void staticPayloadTypesNeedNoRtpMapAndUnknownOnesAreNoCodec() throws SdpException {
        final MediaDescription audio =
                SdpParser.parse("v=0\no=- 1 1 IN IP4 0.0.0.0\nm=audio 9 RTP/SAVPF 0 8 9 13 100\n")
                        .media()
                        .getFirst();
        assertThat(audio.codecs().stream().map(RtpCodec::encodingName))
                .containsExactly("PCMU", "PCMA", "G722", "CN");
        assertThat(audio.formats()).containsExactly("0", "8", "9", "13", "100");
    }

    @Test
    void feedbackForAllPayloadTypesReachesEach() throws SdpException {
        final MediaDescription video =
                SdpParser.parse(
                                """
                                v=0
                                o=- 1 1 IN IP4 0.0.0.0
                                m=video 9 UDP/TLS/RTP/SAVPF 96 98
                                a=rtcp-fb:* nack
                                a=rtpmap:96 VP8/90000
                                a=rtcp-fb:98 ccm fir
                                a=rtpmap:98 VP9/90000
                                a=fmtp:98 Profile-ID=2; x-y
                                a=fmtp:98 max-fr=30
                                """)
                        .media()
                        .getFirst();
        assertThat(video.codecs().getFirst().feedback()).containsExactly(RtcpFeedback.NACK);
        final RtpCodec vp9 = video.codecs().get(1);
        assertThat(vp9.feedback()).containsExactly(RtcpFeedback.CCM_FIR, RtcpFeedback.NACK);
        assertThat(vp9.parameters().raw()).isEqualTo("Profile-ID=2; x-y;max-fr=30");
        assertThat(vp9.parameters().get("profile-id")).isEqualTo("2");
        assertThat(vp9.parameters().get("x-y")).isEmpty();
        assertThat(vp9.parameters().get("max-fr")).isEqualTo("30");
    }

    @Test
    void ridsHavePayloadTypesAndRestrictionsAndMalformedOnesAreDropped() throws SdpException {
        final MediaDescription video =
                SdpParser.parse(
                                """
                                v=0
                                o=- 1 1 IN IP4 0.0.0.0
                                m=video 9 UDP/TLS/RTP/SAVPF 96
                                a=rid:hi send pt=96,97;max-width=1280
                                a=rid:lo send
                                a=rid:b@d send
                                a=rid:up sideways
                                a=simulcast:send hi,mid;~lo recv in
                                """)
                        .media()
                        .getFirst();
        assertThat(video.rids())
                .containsExactly(
                        new Rid(
                                "hi",
                                true,
                                List.of(96, 97),
                                FormatParameters.parse("max-width=1280")),
                        new Rid("lo", true, List.of(), FormatParameters.NONE));
        assertThat(video.simulcast())
                .isEqualTo(
                        new Simulcast(
                                List.of(
                                        List.of(
                                                new Simulcast.Alternative("hi", false),
                                                new Simulcast.Alternative("mid", false)),
                                        List.of(new Simulcast.Alternative("lo", true))),
                                List.of(List.of(new Simulcast.Alternative("in", false)))));
        assertThat(video.sentRids()).containsExactly("hi", "lo");
    }

    @Test
    void tenMegabytesAreRefusedUnread() {
        final String large = "v=0\r\n" + "a=x\r\n".repeat(2_000_000);
        final SdpException refused =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(1),
                        () ->
                                catchThrowableOfType(
                                        SdpException.class, () -> SdpParser.parse(large)));
        assertThat(refused)
                .hasMessage(
                        "SDP: the description has 10000005 characters; at most 262144 are read");
    }

    @Test
    void limitsNameTheLineThatBreaksThem() {
        assertThatThrownBy(() -> SdpParser.parse("v=0\n" + "a=x\n".repeat(12_000)))
                .hasMessageStartingWith("SDP line 12001 ")
                .hasMessageContaining("more than 12000 lines");
        assertThatThrownBy(() -> SdpParser.parse("v=0\na=" + "x".repeat(8191) + "\n"))
                .hasMessageContaining("the line has 8193 characters; at most 8192 are read");
        assertThatThrownBy(
                        () ->
                                SdpParser.parse(
                                        "v=0\no=- 1 1 IN IP4 0.0.0.0\n"
                                                + "m=audio 9 X 0\n".repeat(257)))
                .hasMessageContaining("more than 256 m-sections");
    }

    /**
     * 180 sections that each ask for 64 kinds of feedback for 128 payload types would be millions
     * of values.
     */
    @Test
    void wildcardFeedbackCannotBlowUp() {
        final StringBuilder text = new StringBuilder("v=0\no=- 1 1 IN IP4 0.0.0.0\n");
        final StringBuilder section = new StringBuilder("m=video 9 RTP/SAVPF");
        for (int type = 0; type < 64; type++) {
            section.append(' ').append(type);
        }
        section.append('\n');
        for (int i = 0; i < 64; i++) {
            section.append("a=rtpmap:")
                    .append(i)
                    .append(" x/1\na=rtcp-fb:* ")
                    .append(i)
                    .append('\n');
        }
        text.append(section.toString().repeat(80));
        assertThatThrownBy(() -> SdpParser.parse(text.toString()))
                .hasMessageContaining("too many rtcp-fb values up to this section");
    }

    @Test
    void emptyTextAndMissingOriginAreNamed() {
        assertThatThrownBy(() -> SdpParser.parse("")).hasMessage("SDP: the description is empty");
        assertThatThrownBy(() -> SdpParser.parse("v=0\r\n\r\n"))
                .hasMessage("SDP: there is no o-line");
        assertThatThrownBy(() -> SdpParser.parse("v=0\r\n\r\ns=-\r\n"))
                .hasMessageStartingWith("SDP line 2 ()");
    }

    @Test
    void payloadTypeHasOneMeaningInASection() {
        final String text = SdpText.audioVideo().add("a=rtpmap:96 H264/90000").toString();
        assertThatThrownBy(() -> SdpParser.parse(text))
                .hasMessageContaining("payload type 96 is VP8 already in this section");
    }
}
