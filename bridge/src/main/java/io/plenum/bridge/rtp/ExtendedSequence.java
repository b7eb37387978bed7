package io.plenum.bridge.rtp;

/**
 * Unwraps 16-bit sequence numbers into a number that only grows (RFC 3550 appendix A.1, with 64
 * bits instead of 32). Each number is taken to be the one nearest to the highest so far.
 */
public final class ExtendedSequence {
    private boolean started;
    private long highest;

    /**
     * Takes in one number. The first comes back as it is; a number before a first one near zero
     * comes back negative.
     *
     * @param sequenceNumber low 16 bits count
     */
    public long unwrap(int sequenceNumber) {
        if (!started) {
            started = true;
            highest = sequenceNumber & 0xFFFF;
            return highest;
        }
        long extended = peek(sequenceNumber);
        if (extended > highest) {
            highest = extended;
        }
        return extended;
    }

    /** What {@link #unwrap} would give, without taking the number in. */
    public long peek(int sequenceNumber) {
        if (!started) {
            return sequenceNumber & 0xFFFF;
        }
        return highest + (short) (sequenceNumber - (int) highest);
    }

    /** The highest number so far; 0 before the first. */
    public long highest() {
        return highest;
    }

    /** Whether a number was taken in. */
    public boolean isStarted() {
        return started;
    }

    /** Forgets everything. */
    public void reset() {
        started = false;
        highest = 0;
    }
}
