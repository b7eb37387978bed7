package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * One report block of a sender or receiver report (RFC 3550 section 6.4.1). A flyweight that {@link
 * SenderReport} and {@link ReceiverReport} place.
 */
public final class ReportBlock {
    /** Bytes of a block. */
    public static final int BYTES = 24;

    private static final byte[] ZEROES = new byte[BYTES];

    private byte[] buffer = ZEROES;
    private int offset;

    void place(byte[] buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** The source this block is about. */
    public int ssrc() {
        return BigEndian.getInt(buffer, offset);
    }

    /** Share of packets lost since the last report, 0 to 255 in units of 1/256. */
    public int fractionLost() {
        return BigEndian.getUnsignedByte(buffer, offset + 4);
    }

    /** Packets lost since the beginning; negative with duplicates. 24 bits, signed. */
    public int cumulativeLost() {
        return BigEndian.getUnsignedMedium(buffer, offset + 5) << 8 >> 8;
    }

    /** Highest sequence number received, with the count of wraps in the high 16 bits. Unsigned. */
    public int extendedHighestSequenceNumber() {
        return BigEndian.getInt(buffer, offset + 8);
    }

    /** Interarrival jitter in timestamp units. */
    public long jitter() {
        return BigEndian.getUnsignedInt(buffer, offset + 12);
    }

    /** LSR: compact NTP time of the last sender report received; 0 if there was none. */
    public int lastSenderReport() {
        return BigEndian.getInt(buffer, offset + 16);
    }

    /** DLSR: time since that report, in units of 1/65536 s. Unsigned. */
    public int delaySinceLastSenderReport() {
        return BigEndian.getInt(buffer, offset + 20);
    }
}
