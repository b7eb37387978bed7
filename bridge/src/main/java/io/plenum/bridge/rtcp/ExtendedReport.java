package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/**
 * A view of an extended report (RFC 3611 section 2): a cursor over its blocks, with accessors for
 * the two that measure the round trip of a receiver. Other blocks are passed over by their length.
 */
public final class ExtendedReport {
    /** Block type of a receiver reference time report (RFC 3611 section 4.4). */
    public static final int RRTR = RtcpTypes.XR_RRTR;

    /** Block type of a delay since last receiver report (RFC 3611 section 4.5). */
    public static final int DLRR = RtcpTypes.XR_DLRR;

    private static final int FIXED_BYTES = 8;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int RRTR_BYTES = 12;
    private static final int DLRR_ENTRY_BYTES = 12;
    private static final byte[] ZEROES = new byte[FIXED_BYTES];

    private byte[] buffer = ZEROES;
    private int offset;
    private int end;
    private int cursor;
    private int blockOffset;
    private int blockLength;

    /** Wraps the packet under the cursor. */
    public Verdict wrap(RtcpCompound packet) {
        return wrap(packet.buffer(), packet.offset(), packet.length());
    }

    /**
     * Wraps one packet and checks that its blocks lie inside it.
     *
     * @param length bytes with header, without padding
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = ZEROES;
        this.offset = 0;
        end = 0;
        rewind();
        Verdict verdict = RtcpChecks.type(buffer, offset, length, RtcpTypes.XR, FIXED_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        int limit = offset + length;
        int at = offset + FIXED_BYTES;
        while (at < limit) {
            if (limit - at < BLOCK_HEADER_BYTES || limit - at < blockBytes(buffer, at)) {
                return Verdict.TRUNCATED;
            }
            at += blockBytes(buffer, at);
        }
        this.buffer = buffer;
        this.offset = offset;
        end = limit;
        rewind();
        return Verdict.OK;
    }

    private static int blockBytes(byte[] buffer, int at) {
        return BLOCK_HEADER_BYTES + 4 * BigEndian.getUnsignedShort(buffer, at + 2);
    }

    /** Puts the cursor before the first block. */
    public void rewind() {
        cursor = offset + FIXED_BYTES;
        blockOffset = 0;
        blockLength = 0;
    }

    /**
     * Moves to the next block of any type.
     *
     * @return whether there is one
     */
    public boolean next() {
        if (cursor >= end) {
            blockLength = 0;
            return false;
        }
        blockOffset = cursor;
        blockLength = blockBytes(buffer, cursor);
        cursor += blockLength;
        return true;
    }

    /** Who sent the report. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** Type of the block under the cursor, 0 to 255; 0 when there is none. */
    public int blockType() {
        return blockLength == 0 ? 0 : buffer[blockOffset] & 0xFF;
    }

    /** Whether the block under the cursor is a whole receiver reference time report. */
    public boolean isReceiverReferenceTime() {
        return blockType() == RRTR && blockLength >= RRTR_BYTES;
    }

    /** NTP timestamp of a receiver reference time report; 0 when the block is none. */
    public long ntpTimestamp() {
        return isReceiverReferenceTime() ? BigEndian.getLong(buffer, blockOffset + 4) : 0;
    }

    /** Sub-blocks of a DLRR block; 0 when the block is none. */
    public int dlrrCount() {
        return blockType() == DLRR ? (blockLength - BLOCK_HEADER_BYTES) / DLRR_ENTRY_BYTES : 0;
    }

    /**
     * The receiver a sub-block answers.
     *
     * @param index 0 to {@link #dlrrCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int dlrrSsrc(int index) {
        return BigEndian.getInt(buffer, dlrr(index));
    }

    /**
     * LRR: compact NTP time of the last receiver reference time; 0 if there was none.
     *
     * @param index 0 to {@link #dlrrCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int lastReceiverReport(int index) {
        return BigEndian.getInt(buffer, dlrr(index) + 4);
    }

    /**
     * DLRR: time since that report, in units of 1/65536 s. Unsigned.
     *
     * @param index 0 to {@link #dlrrCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int delaySinceLastReceiverReport(int index) {
        return BigEndian.getInt(buffer, dlrr(index) + 8);
    }

    private int dlrr(int index) {
        return blockOffset
                + BLOCK_HEADER_BYTES
                + DLRR_ENTRY_BYTES * Objects.checkIndex(index, dlrrCount());
    }
}
