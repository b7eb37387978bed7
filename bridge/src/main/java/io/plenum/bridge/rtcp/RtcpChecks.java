package io.plenum.bridge.rtcp;

import io.plenum.bridge.rtp.Verdict;

/** The checks every view begins with. */
final class RtcpChecks {
    /**
     * Bytes of a feedback packet before its feedback control information (RFC 4585 section 6.1).
     */
    static final int FEEDBACK_BYTES = 12;

    private RtcpChecks() {}

    /** Whether at least {@code minimum} bytes of the given packet type are there. */
    static Verdict type(byte[] buffer, int offset, int length, int type, int minimum) {
        if (length < RtcpCompound.HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        if ((buffer[offset + 1] & 0xFF) != type) {
            return Verdict.WRONG_TYPE;
        }
        return length < minimum ? Verdict.TOO_SHORT : Verdict.OK;
    }

    /** As {@link #type}, and the feedback format (FMT) too. */
    static Verdict feedback(
            byte[] buffer, int offset, int length, int type, int format, int minimum) {
        if (length < RtcpCompound.HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        return (buffer[offset] & 0x1F) == format
                ? type(buffer, offset, length, type, minimum)
                : Verdict.WRONG_TYPE;
    }
}
