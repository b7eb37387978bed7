package io.plenum.bridge.rtp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Writes a redundant payload (RFC 2198 section 3). Redundant blocks are announced first, then
 * {@link #write} lays down all headers and blocks. The blocks' arrays are only read, and only in
 * {@code write}. Reusable, not thread safe.
 */
public final class RedWriter {
    /** Redundant blocks a payload can carry; senders use one or two. */
    public static final int MAX_REDUNDANT = 8;

    /** Longest a redundant block can be: 10 bits. */
    public static final int MAX_BLOCK_BYTES = 1023;

    /** Farthest a redundant block can lie back: 14 bits of clock units. */
    public static final int MAX_TIMESTAMP_OFFSET = 16383;

    private static final byte[] EMPTY = {};

    private final byte[][] sources = new byte[MAX_REDUNDANT][];
    private final int[] sourceOffsets = new int[MAX_REDUNDANT];
    private final int[] headers = new int[MAX_REDUNDANT];
    private int count;

    /** A writer with no blocks. */
    public RedWriter() {
        clear();
    }

    /** Forgets the announced blocks. */
    public void clear() {
        for (int i = 0; i < MAX_REDUNDANT; i++) {
            sources[i] = EMPTY;
        }
        count = 0;
    }

    /**
     * Announces a redundant block; oldest first.
     *
     * @param payloadType 0 to 127
     * @param timestampOffset 0 to {@link #MAX_TIMESTAMP_OFFSET} before the primary block
     * @param length 0 to {@link #MAX_BLOCK_BYTES}
     * @return false when a value does not fit its field or there are {@link #MAX_REDUNDANT} already
     */
    public boolean redundant(
            int payloadType, int timestampOffset, byte[] source, int offset, int length) {
        if (count == MAX_REDUNDANT
                || length < 0
                || length > MAX_BLOCK_BYTES
                || timestampOffset < 0
                || timestampOffset > MAX_TIMESTAMP_OFFSET) {
            return false;
        }
        sources[count] = source;
        sourceOffsets[count] = offset;
        headers[count] = 0x8000_0000 | (payloadType & 0x7F) << 24 | timestampOffset << 10 | length;
        count++;
        return true;
    }

    /**
     * Writes the payload with the announced blocks and the primary one, and forgets the blocks.
     *
     * @return bytes written, or -1 (and nothing is written) when {@code capacity} is too small
     */
    public int write(
            byte[] buffer,
            int offset,
            int capacity,
            int primaryPayloadType,
            byte[] primary,
            int primaryOffset,
            int primaryLength) {
        int total = Red.REDUNDANT_HEADER_BYTES * count + 1 + primaryLength;
        for (int i = 0; i < count; i++) {
            total += headers[i] & MAX_BLOCK_BYTES;
        }
        if (total > capacity) {
            clear();
            return -1;
        }
        int position = offset;
        for (int i = 0; i < count; i++) {
            BigEndian.putInt(buffer, position, headers[i]);
            position += Red.REDUNDANT_HEADER_BYTES;
        }
        BigEndian.putByte(buffer, position++, primaryPayloadType & 0x7F);
        for (int i = 0; i < count; i++) {
            int length = headers[i] & MAX_BLOCK_BYTES;
            System.arraycopy(sources[i], sourceOffsets[i], buffer, position, length);
            position += length;
        }
        System.arraycopy(primary, primaryOffset, buffer, position, primaryLength);
        clear();
        return total;
    }
}
