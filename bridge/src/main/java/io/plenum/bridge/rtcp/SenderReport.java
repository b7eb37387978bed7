package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;

/** A view of a sender report (RFC 3550 section 6.4.1). */
public final class SenderReport extends Report {
    static final int FIXED_BYTES = 28;

    /** A view of nothing. */
    public SenderReport() {
        super(RtcpTypes.SR, FIXED_BYTES);
    }

    /** Wall clock of the report, 64-bit NTP format; see {@link NtpTime}. */
    public long ntpTimestamp() {
        return BigEndian.getLong(buffer(), offset() + 8);
    }

    /** The same moment on the stream's RTP clock. */
    public int rtpTimestamp() {
        return BigEndian.getInt(buffer(), offset() + 16);
    }

    /** Packets sent so far. */
    public long packetCount() {
        return BigEndian.getUnsignedInt(buffer(), offset() + 20);
    }

    /** Payload bytes sent so far. */
    public long octetCount() {
        return BigEndian.getUnsignedInt(buffer(), offset() + 24);
    }
}
