package io.plenum.bridge.rtcp;

/** A view of a receiver report (RFC 3550 section 6.4.2). */
public final class ReceiverReport extends Report {
    private static final int FIXED_BYTES = 8;

    /** A view of nothing. */
    public ReceiverReport() {
        super(RtcpTypes.RR, FIXED_BYTES);
    }
}
