package io.plenum.signaling.sdp;

import java.util.List;

/**
 * A codec that we take, and how.
 *
 * @param encodingName compared without case
 * @param clockRateHz RTP clock
 * @param channels 1 for video
 * @param parameters what decides about a match (profile, packetization-mode), and what the answer
 *     says where it does not repeat the offer
 * @param feedback RTCP feedback we understand
 * @param rtx whether its retransmissions (RFC 4588) are taken too
 */
public record CodecPreference(
        String encodingName,
        int clockRateHz,
        int channels,
        FormatParameters parameters,
        List<RtcpFeedback> feedback,
        boolean rtx) {
    private static final List<RtcpFeedback> VIDEO_FEEDBACK =
            List.of(
                    RtcpFeedback.TRANSPORT_CC,
                    RtcpFeedback.GOOG_REMB,
                    RtcpFeedback.CCM_FIR,
                    RtcpFeedback.NACK,
                    RtcpFeedback.NACK_PLI);

    /** Opus with in-band FEC; no NACK, a lost packet is concealed sooner than repeated. */
    public static final CodecPreference OPUS =
            new CodecPreference(
                    "opus",
                    48_000,
                    2,
                    FormatParameters.parse("minptime=10;useinbandfec=1"),
                    List.of(RtcpFeedback.TRANSPORT_CC),
                    false);

    public static final CodecPreference VP8 = video("VP8", "");

    /** VP9 profile 0: 8 bits, 4:2:0. */
    public static final CodecPreference VP9 = video("VP9", "profile-id=0");

    /** H.264 Constrained Baseline in packetization mode 1, which every browser sends. */
    public static final CodecPreference H264 =
            video("H264", "packetization-mode=1;profile-level-id=42e01f");

    /** AV1 Main profile. */
    public static final CodecPreference AV1 = video("AV1", "profile=0");

    /** Copies the list. */
    public CodecPreference {
        feedback = List.copyOf(feedback);
    }

    /** A video codec with all feedback that we know and retransmissions. */
    public static CodecPreference video(String encodingName, String parameters) {
        return new CodecPreference(
                encodingName, 90_000, 1, FormatParameters.parse(parameters), VIDEO_FEEDBACK, true);
    }

    /** An audio codec without feedback. */
    public static CodecPreference audio(String encodingName, int clockRateHz, int channels) {
        return new CodecPreference(
                encodingName, clockRateHz, channels, FormatParameters.NONE, List.of(), false);
    }
}
