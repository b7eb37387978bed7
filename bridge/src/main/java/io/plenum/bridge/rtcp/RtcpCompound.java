package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/**
 * A cursor over the RTCP packets of one datagram: a compound packet, or a reduced-size one that may
 * begin with any type (RFC 5506 section 3.4.2). {@link #wrap} walks the whole chain by the checks
 * of RFC 3550 appendix A.2, except that the first type is free.
 */
public final class RtcpCompound {
    /** Bytes of the header common to all packets. */
    public static final int HEADER_BYTES = 4;

    private static final byte[] EMPTY = {};
    private static final int VERSION = 2;

    private byte[] buffer = EMPTY;
    private int start;
    private int end;
    private int cursor;
    private int packetOffset;
    private int packetLength;
    private int packetType;
    private int count;

    /**
     * Wraps a plaintext RTCP datagram.
     *
     * @param length bytes of the datagram, without any SRTCP trailer
     * @return {@link Verdict#OK}, or why the whole datagram is refused
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = EMPTY;
        start = 0;
        end = 0;
        rewind();
        if (length < HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        int limit = offset + length;
        int at = offset;
        while (at < limit) {
            Verdict verdict = check(buffer, at, limit);
            if (verdict != Verdict.OK) {
                return verdict;
            }
            at += packetBytes(buffer, at);
        }
        this.buffer = buffer;
        start = offset;
        end = limit;
        rewind();
        return Verdict.OK;
    }

    private static Verdict check(byte[] buffer, int at, int limit) {
        if (limit - at < HEADER_BYTES) {
            return Verdict.TRUNCATED;
        }
        if ((buffer[at] & 0xFF) >>> 6 != VERSION) {
            return Verdict.WRONG_VERSION;
        }
        int bytes = packetBytes(buffer, at);
        if (limit - at < bytes) {
            return Verdict.TRUNCATED;
        }
        if ((buffer[at] & 0x20) == 0) {
            return Verdict.OK;
        }
        // Only the last packet of a compound may be padded (RFC 3550 section 6.4.1). Its padding
        // should be a multiple of four; that of transport-wide feedback never is, for there it
        // fills up the last word.
        int padding = buffer[at + bytes - 1] & 0xFF;
        boolean last = at + bytes == limit;
        boolean fits = padding != 0 && padding <= bytes - HEADER_BYTES;
        return last && fits ? Verdict.OK : Verdict.BAD_PADDING;
    }

    private static int packetBytes(byte[] buffer, int at) {
        return 4 * (BigEndian.getUnsignedShort(buffer, at + 2) + 1);
    }

    /** Puts the cursor before the first packet. */
    public void rewind() {
        cursor = start;
        packetOffset = 0;
        packetLength = 0;
        packetType = 0;
        count = 0;
    }

    /**
     * Moves to the next packet, of whatever type.
     *
     * @return whether there is one
     */
    public boolean next() {
        if (cursor >= end) {
            return false;
        }
        int bytes = packetBytes(buffer, cursor);
        boolean padded = (buffer[cursor] & 0x20) != 0;
        packetOffset = cursor;
        packetLength = padded ? bytes - (buffer[cursor + bytes - 1] & 0xFF) : bytes;
        packetType = buffer[cursor + 1] & 0xFF;
        count = buffer[cursor] & 0x1F;
        cursor += bytes;
        return true;
    }

    /** The array that holds the packets; empty after a refusal. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the packet under the cursor begins, at its header. */
    public int offset() {
        return packetOffset;
    }

    /** Bytes of the packet under the cursor with its header, without padding. */
    public int length() {
        return packetLength;
    }

    /** Packet type, 0 to 255; see {@link RtcpTypes}. */
    public int packetType() {
        return packetType;
    }

    /** The five bits after the padding bit: report, source or chunk count, or feedback format. */
    public int count() {
        return count;
    }

    /** Whether the packet under the cursor is feedback of the given type and format. */
    public boolean isFeedback(int type, int format) {
        return packetType == type && count == format;
    }

    /**
     * Sender of the packet under the cursor, which every type but SDES has first; 0 when too short.
     */
    public int senderSsrc() {
        return packetLength < 8 ? 0 : BigEndian.getInt(buffer, packetOffset + 4);
    }
}
