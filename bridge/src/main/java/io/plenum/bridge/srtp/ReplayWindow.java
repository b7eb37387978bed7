package io.plenum.bridge.srtp;

import java.util.Arrays;

/**
 * Which of the last packets of a stream have been seen (RFC 3711 section 3.3.2). Wider than the 64
 * the RFC asks for, because a retransmission may come a second late.
 */
final class ReplayWindow {
    static final int BITS = 1024;

    private final long[] seen = new long[BITS / 64];
    private long highest = -1;

    /** Whether the index was seen, or is too old to tell. */
    boolean rejects(long index) {
        if (index > highest) {
            return false;
        }
        return highest - index >= BITS || (seen[word(index)] & bit(index)) != 0;
    }

    /** Notes an index that was authenticated and that {@link #rejects} accepted. */
    void accept(long index) {
        if (index > highest) {
            forget(index);
            highest = index;
        }
        seen[word(index)] |= bit(index);
    }

    /** Clears the bits of everything between the highest and the new highest index. */
    private void forget(long index) {
        if (index - highest >= BITS) {
            Arrays.fill(seen, 0);
            return;
        }
        for (long each = highest + 1; each <= index; each++) {
            seen[word(each)] &= ~bit(each);
        }
    }

    private static int word(long index) {
        return (int) (index >>> 6) & (BITS / 64 - 1);
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
