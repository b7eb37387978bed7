package io.plenum.bridge.receive;

/**
 * The round trip to a peer, smoothed as RFC 6298 section 2 does, from whatever tells it: report
 * blocks (RFC 3550 section 6.4.1), extended reports (RFC 3611 section 4.5), answered NACKs.
 *
 * <p>Owns no clock. Not thread safe.
 */
public final class RoundTripTime {
    /** What is assumed before anything is known: across a continent. */
    public static final long INITIAL_NANOS = 100_000_000L;

    /** Samples outside of this are taken to be the nearest within. */
    static final long MIN_NANOS = 1_000_000L;

    static final long MAX_NANOS = 2_000_000_000L;

    private long smoothedNanos = INITIAL_NANOS;
    private long variationNanos;
    private boolean known;

    /**
     * A measurement.
     *
     * @param nanos negative ones are ignored
     */
    public void onSample(long nanos) {
        if (nanos < 0) {
            return;
        }
        long sample = Math.clamp(nanos, MIN_NANOS, MAX_NANOS);
        if (!known) {
            known = true;
            smoothedNanos = sample;
            variationNanos = sample / 2;
            return;
        }
        variationNanos += (Math.abs(sample - smoothedNanos) - variationNanos) / 4;
        smoothedNanos += (sample - smoothedNanos) / 8;
    }

    /** Whether anything has been measured. */
    public boolean known() {
        return known;
    }

    /** The smoothed round trip, 1 ms to 2 s. */
    public long nanos() {
        return smoothedNanos;
    }

    /** Mean deviation of the samples from it. */
    public long variationNanos() {
        return variationNanos;
    }
}
