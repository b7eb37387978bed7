package io.plenum.signaling.sdp;

import java.util.List;

/**
 * One payload type of an m-section: its rtpmap, fmtp and rtcp-fb.
 *
 * @param payloadType 0 to 127
 * @param encodingName as written: "opus", "VP8", "rtx"; compare without case
 * @param clockRateHz RTP clock, more than 0
 * @param channels 1 if not given
 * @param parameters fmtp
 * @param feedback rtcp-fb of this payload type, those given for all of them included
 */
public record RtpCodec(
        int payloadType,
        String encodingName,
        int clockRateHz,
        int channels,
        FormatParameters parameters,
        List<RtcpFeedback> feedback) {
    /** Copies the list. */
    public RtpCodec {
        feedback = List.copyOf(feedback);
    }

    /** Whether it is called that, without case. */
    public boolean is(String name) {
        return encodingName.equalsIgnoreCase(name);
    }

    /** The payload type whose packets this "rtx" repeats (RFC 4588 section 8.1), or -1. */
    public int associatedPayloadType() {
        return is("rtx") ? Words.number(parameters.get("apt", ""), 0, 127) : -1;
    }
}
