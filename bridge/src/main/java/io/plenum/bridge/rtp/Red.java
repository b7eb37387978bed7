package io.plenum.bridge.rtp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Reads the blocks of a redundant payload (RFC 2198 section 3): a cursor over redundant blocks,
 * oldest first as the sender ordered them, and the primary one last.
 */
public final class Red {
    static final int REDUNDANT_HEADER_BYTES = 4;
    private static final byte[] EMPTY = {};

    private byte[] buffer = EMPTY;
    private int headerStart;
    private int dataStart;
    private int end;
    private int headerCursor;
    private int dataCursor;
    private boolean finished = true;
    private int payloadType;
    private int timestampOffset;
    private int blockOffset;
    private int blockLength;
    private boolean primary;

    /**
     * Wraps an RTP payload and checks that all blocks lie inside it.
     *
     * @return {@link Verdict#OK}, {@link Verdict#TOO_SHORT} for an empty payload, {@link
     *     Verdict#TRUNCATED} when headers or blocks run past the end
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = EMPTY;
        finished = true;
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        int limit = offset + length;
        int header = offset;
        int redundantBytes = 0;
        while (buffer[header] < 0) {
            if (limit - header <= REDUNDANT_HEADER_BYTES) {
                return Verdict.TRUNCATED;
            }
            redundantBytes += BigEndian.getUnsignedShort(buffer, header + 2) & 0x3FF;
            header += REDUNDANT_HEADER_BYTES;
        }
        if (redundantBytes > limit - header - 1) {
            return Verdict.TRUNCATED;
        }
        this.buffer = buffer;
        headerStart = offset;
        dataStart = header + 1;
        end = limit;
        rewind();
        return Verdict.OK;
    }

    /** Puts the cursor before the first block. */
    public void rewind() {
        headerCursor = headerStart;
        dataCursor = dataStart;
        finished = buffer.length == 0;
    }

    /**
     * Moves to the next block.
     *
     * @return whether there is one
     */
    public boolean next() {
        if (finished) {
            return false;
        }
        payloadType = buffer[headerCursor] & 0x7F;
        blockOffset = dataCursor;
        primary = buffer[headerCursor] >= 0;
        if (primary) {
            timestampOffset = 0;
            blockLength = end - dataCursor;
            finished = true;
            return true;
        }
        int word = BigEndian.getInt(buffer, headerCursor);
        timestampOffset = word >>> 10 & 0x3FFF;
        blockLength = word & 0x3FF;
        headerCursor += REDUNDANT_HEADER_BYTES;
        dataCursor += blockLength;
        return true;
    }

    /** Payload type of the block under the cursor, 0 to 127. */
    public int payloadType() {
        return payloadType;
    }

    /** How far the block lies before the packet's timestamp, 0 to 16383 clock units. */
    public int timestampOffset() {
        return timestampOffset;
    }

    /** Where the block under the cursor begins in the wrapped array. */
    public int blockOffset() {
        return blockOffset;
    }

    /** Bytes of the block under the cursor. */
    public int blockLength() {
        return blockLength;
    }

    /** Whether the block under the cursor is the primary one, which is the last. */
    public boolean isPrimary() {
        return primary;
    }
}
