package io.plenum.bridge.srtp;

import java.util.Arrays;

/**
 * Which of the latest packet indices have been accepted (RFC 3711 section 3.3.2): a bitmap that
 * wraps around below the highest index.
 *
 * <p>The highest index is also what RFC 3711 section 3.3.1 calls ROC and s_l.
 */
final class ReplayWindow {
    private final long[] bitmap;
    private final int mask;
    private long highestIndex = -1;

    /**
     * @param packets how far back indices are remembered: a power of two, 64 or more
     */
    ReplayWindow(int packets) {
        bitmap = new long[packets / Long.SIZE];
        mask = packets - 1;
    }

    /** Highest index accepted, -1 before the first. */
    long highestIndex() {
        return highestIndex;
    }

    /** Whether {@code index}, 0 or more, may be accepted: neither seen nor too old to know. */
    boolean isNew(long index) {
        if (index > highestIndex) {
            return true;
        }
        int bit = (int) index & mask;
        return highestIndex - index <= mask && (bitmap[bit >> 6] >>> bit & 1) == 0;
    }

    /** Remembers an index for which {@link #isNew} is true. */
    void accept(long index) {
        if (index > highestIndex) {
            forgetBetween(highestIndex, index);
            highestIndex = index;
        }
        int bit = (int) index & mask;
        bitmap[bit >> 6] |= 1L << bit;
    }

    /** Clears the bits of the indices that a jump ahead skips, and of the one jumped to. */
    private void forgetBetween(long previous, long next) {
        if (next - previous > mask) {
            Arrays.fill(bitmap, 0);
            return;
        }
        for (long index = previous + 1; index <= next; index++) {
            int bit = (int) index & mask;
            bitmap[bit >> 6] &= ~(1L << bit);
        }
    }
}
