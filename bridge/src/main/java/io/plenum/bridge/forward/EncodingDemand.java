package io.plenum.bridge.forward;

/**
 * Which of a publication's simulcast encodings its publisher should send. One that nobody has taken
 * for a while is to be suspended, and is wanted again with the first who takes it. The lowest is
 * never suspended: whoever comes begins with it, and whoever must go down at once finds it there.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class EncodingDemand {
    /**
     * How long an encoding that nobody takes is sent on. It is switched off within two seconds,
     * with the time between two looks and the way to the publisher.
     */
    static final long PATIENCE_NANOS = 1_500_000_000L;

    /**
     * How long an encoding that is wanted again may take to come before it counts as one that the
     * publisher does not send.
     */
    static final long RETURN_NANOS = 5_000_000_000L;

    private static final int ALL = (1 << Publication.MAX_ENCODINGS) - 1;

    private final long[] takenNanos = new long[Publication.MAX_ENCODINGS];
    private final long[] wantedNanos = new long[Publication.MAX_ENCODINGS];

    /** Encodings that have come, and that nobody has taken since. */
    private int untaken;

    private int suspended;
    private int returning;

    /**
     * Looks again.
     *
     * @param taken encodings that somebody takes, encoding 0 in the lowest bit
     * @param available encodings that come
     * @return whether {@link #wanted} is another now
     */
    boolean update(int taken, int available, long nowNanos) {
        int before = suspended;
        returning &= ~available;
        for (int i = 1; i < Publication.MAX_ENCODINGS; i++) {
            int bit = 1 << i;
            if ((taken & bit) != 0) {
                take(i, nowNanos);
            } else if ((available & bit) == 0) {
                untaken &= ~bit;
            } else if ((untaken & bit) == 0) {
                untaken |= bit;
                takenNanos[i] = nowNanos;
            } else if (nowNanos - takenNanos[i] >= PATIENCE_NANOS) {
                suspended |= bit;
            }
            if ((returning & bit) != 0 && nowNanos - wantedNanos[i] >= RETURN_NANOS) {
                returning &= ~bit;
            }
        }
        return suspended != before;
    }

    private void take(int encoding, long nowNanos) {
        int bit = 1 << encoding;
        untaken &= ~bit;
        if ((suspended & bit) != 0) {
            suspended &= ~bit;
            returning |= bit;
            wantedNanos[encoding] = nowNanos;
        }
    }

    /** Encodings that the publisher should send. */
    int wanted() {
        return ALL & ~suspended;
    }

    /** Whether the publisher was told that it need not send an encoding. */
    boolean isSuspended(int encoding) {
        return (suspended & 1 << encoding) != 0;
    }

    /** Encodings that would come if they were wanted, or have been wanted just now. */
    int obtainable() {
        return suspended | returning;
    }
}
