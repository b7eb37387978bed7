package io.plenum.bridge.rtp.payload;

/**
 * Reads bits, most significant first, and never past the end: what is not there reads as zero and
 * is remembered in {@link #isOverrun}.
 */
final class BitReader {
    private static final byte[] EMPTY = {};

    private byte[] buffer = EMPTY;
    private int start;
    private long position;
    private long end;
    private boolean overrun;

    void wrap(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        start = offset;
        position = 0;
        end = 8L * length;
        overrun = false;
    }

    /** An unsigned number of 0 to 32 bits: f(n) of the AV1 specification section 4.10.2. */
    int bits(int count) {
        if (position + count > end) {
            overrun = true;
            position = end;
            return 0;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            int octet = buffer[start + (int) (position >>> 3)];
            value = value << 1 | (octet >>> (7 - (int) (position & 7)) & 1);
            position++;
        }
        return value;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** One of {@code values} numbers: ns(n) of the AV1 specification section 4.10.7. */
    int nonSymmetric(int values) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(values);
        int shorter = (1 << width) - values;
        int value = bits(width - 1);
        return value < shorter ? value : (value << 1) - shorter + bits(1);
    }

    /** Bits read so far. */
    int position() {
        return (int) position;
    }

    /** Whether something was read that is not there. */
    boolean isOverrun() {
        return overrun;
    }
}
