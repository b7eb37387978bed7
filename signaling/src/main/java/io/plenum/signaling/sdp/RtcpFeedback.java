package io.plenum.signaling.sdp;

/**
 * One kind of RTCP feedback (RFC 4585 section 4.2, RFC 5104 section 7.1).
 *
 * @param type "nack", "ccm", "transport-cc" …
 * @param parameter "pli", "fir" …; empty for none
 */
public record RtcpFeedback(String type, String parameter) {
    /** Generic NACK. */
    public static final RtcpFeedback NACK = new RtcpFeedback("nack", "");

    /** Picture Loss Indication. */
    public static final RtcpFeedback NACK_PLI = new RtcpFeedback("nack", "pli");

    /** Full Intra Request. */
    public static final RtcpFeedback CCM_FIR = new RtcpFeedback("ccm", "fir");

    /** Transport-wide congestion control feedback. */
    public static final RtcpFeedback TRANSPORT_CC = new RtcpFeedback("transport-cc", "");

    /** Receiver Estimated Maximum Bitrate. */
    public static final RtcpFeedback GOOG_REMB = new RtcpFeedback("goog-remb", "");

    /** Whether both mean the same; names are compared without case. */
    boolean means(RtcpFeedback other) {
        return type.equalsIgnoreCase(other.type) && parameter.equalsIgnoreCase(other.parameter);
    }

    /** As in SDP. */
    String value() {
        return parameter.isEmpty() ? type : type + " " + parameter;
    }
}
