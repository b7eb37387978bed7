package io.plenum.bridge.rtp;

/**
 * Unwraps 32-bit RTP timestamps into a number that only grows, like {@link ExtendedSequence}. Each
 * is taken to be the one nearest to the highest so far.
 */
public final class ExtendedTimestamp {
    private boolean started;
    private long highest;

    /** Takes in one timestamp. The first comes back as it is, unsigned. */
    public long unwrap(int timestamp) {
        if (!started) {
            started = true;
            highest = timestamp & 0xFFFF_FFFFL;
            return highest;
        }
        long extended = peek(timestamp);
        if (extended > highest) {
            highest = extended;
        }
        return extended;
    }

    /** What {@link #unwrap} would give, without taking the timestamp in. */
    public long peek(int timestamp) {
        if (!started) {
            return timestamp & 0xFFFF_FFFFL;
        }
        return highest + (timestamp - (int) highest);
    }

    /** The highest timestamp so far; 0 before the first. */
    public long highest() {
        return highest;
    }

    /** Whether a timestamp was taken in. */
    public boolean isStarted() {
        return started;
    }

    /** Forgets everything. */
    public void reset() {
        started = false;
        highest = 0;
    }
}
