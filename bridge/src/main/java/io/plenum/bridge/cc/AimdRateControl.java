package io.plenum.bridge.cc;

/**
 * Additive increase, multiplicative decrease on what the detector says (draft-ietf-rmcat-gcc-02
 * section 5.5): grows by 8 % a second while the path's capacity is unknown, by about a packet per
 * response time near it, falls to 85 % of what arrives on over-use, and holds while a queue drains.
 *
 * <p>Where this differs from the draft: near convergence the increase does not depend on the round
 * trip, so that distant viewers get their share, and it grows with the square root of the rate: an
 * increase that does not depend on the rate needs a minute at 10 Mbit/s to make up for one
 * decrease, and one proportional to it would let unequal flows stay unequal. While the path's queue
 * is empty it grows twice as fast. And while the sender is limited by the application, what arrives
 * says nothing about the path, so the estimate falls by steps instead of to what arrives.
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
public final class AimdRateControl {
    /** gcc-02 section 5.5: beta. */
    static final double DECREASE = 0.85;

    /** gcc-02 section 5.5: eta. */
    static final double INCREASE_PER_SECOND = 1.08;

    /** Ours: eta while the path's queue is empty. */
    static final double ROOM_INCREASE_PER_SECOND = 1.16;

    /** gcc-02 section 5.5: the estimate stays within this of what arrives. */
    private static final double ABOVE_ACKNOWLEDGED = 1.5;

    private static final double ABOVE_ACKNOWLEDGED_BPS = 10_000;

    /** Growth near convergence at 1 Mbit/s, per second: a packet of 1200 bytes every 200 ms. */
    private static final double ADDITIVE_BPS = 48_000;

    private static final double MAX_ADDITIVE_SHARE = 0.06;

    /** Here a packet of 1200 bytes takes as long as the queue that is tolerated, 30 ms. */
    private static final double SLOW_BPS = 320_000;

    private static final double SLOW_ADDITIVE_SHARE = 0.05;
    private static final double MIN_INCREASE_BPS = 1_000;
    private static final double MIN_ADDITIVE_BPS = 4_000;
    private static final double REFERENCE_BPS = 1_000_000;

    /** What lies further below the capacity than this is not near it. */
    private static final double NEAR = 0.8;

    /** Ours; half a second is what the acknowledged rate is averaged over. */
    private static final long SECOND_DECREASE_NANOS = 500_000_000L;

    private static final double ARRIVES = 0.9;
    private static final long QUEUE_GROWTH_NANOS = 20_000_000L;

    /** Whoever fills a queue this long, it is too long. */
    static final long LONG_QUEUE_NANOS = 100_000_000L;

    private static final long MIN_REDUCE_NANOS = 10_000_000L;
    private static final long MAX_REDUCE_NANOS = 500_000_000L;
    private static final double MAX_STEP_SECONDS = 1;

    private final double minBps;
    private final double maxBps;
    private final LinkCapacity capacity = new LinkCapacity();
    private double estimateBps;
    private boolean increasing;
    private boolean timeKnown;
    private long lastIncreaseNanos;
    private long lastDecreaseNanos;
    private boolean decreased;
    private long queueAtDecrease;

    /**
     * @param startBps estimate to begin with
     */
    public AimdRateControl(double startBps, double minBps, double maxBps) {
        this.minBps = minBps;
        this.maxBps = maxBps;
        estimateBps = Math.clamp(startBps, minBps, maxBps);
    }

    /**
     * The detector has spoken; call with every feedback.
     *
     * @param acknowledgedBps what arrives, or -1 if unknown
     * @param applicationLimited whether much less is sent than the estimate allows
     * @param room whether the path's queue is empty, or somebody else fills it whatever we do
     * @param queueNanos what stands in that queue
     * @param roundTripNanos without queues
     * @return whether the estimate fell
     */
    public boolean update(
            BandwidthUsage usage,
            double acknowledgedBps,
            boolean applicationLimited,
            boolean room,
            long queueNanos,
            long roundTripNanos,
            long nowNanos) {
        if (!timeKnown) {
            timeKnown = true;
            lastIncreaseNanos = nowNanos;
        }
        switch (usage) {
            case OVERUSE -> {
                increasing = false;
                lastIncreaseNanos = nowNanos;
                if (!mayReduce(acknowledgedBps, queueNanos, roundTripNanos, nowNanos)) {
                    return false;
                }
                queueAtDecrease = queueNanos;
                // A long queue is filled by what is sent, however little that is beside the
                // estimate.
                boolean saturated = !applicationLimited || queueNanos >= LONG_QUEUE_NANOS;
                return decrease(acknowledgedBps, saturated, nowNanos);
            }
            case UNDERUSE -> {
                increasing = false;
                lastIncreaseNanos = nowNanos;
            }
            case NORMAL -> {
                if (increasing) {
                    increase(acknowledgedBps, applicationLimited, room, nowNanos);
                }
                increasing = true;
                lastIncreaseNanos = nowNanos;
            }
        }
        return false;
    }

    /**
     * The effect of a decrease is seen a round trip later. While all that is sent arrives and the
     * queue has not grown since, the decrease may have been enough: then a second one waits longer.
     */
    private boolean mayReduce(
            double acknowledgedBps, long queueNanos, long roundTripNanos, long nowNanos) {
        long elapsed = nowNanos - lastDecreaseNanos;
        long effect = Math.clamp(roundTripNanos, MIN_REDUCE_NANOS, MAX_REDUCE_NANOS);
        boolean enough =
                acknowledgedBps > ARRIVES * estimateBps
                        && queueNanos - queueAtDecrease < QUEUE_GROWTH_NANOS
                        && queueNanos < LONG_QUEUE_NANOS;
        return !decreased
                || elapsed >= (enough ? roundTripNanos + SECOND_DECREASE_NANOS : effect)
                || (acknowledgedBps > 0 && acknowledgedBps < estimateBps / 2);
    }

    /**
     * @param saturated whether what arrives is what the path carries
     */
    private boolean decrease(double acknowledgedBps, boolean saturated, long nowNanos) {
        double before = estimateBps;
        double target = Math.max(estimateBps, acknowledgedBps) * DECREASE;
        if (acknowledgedBps > 0 && saturated) {
            target = acknowledgedBps * DECREASE;
            if (target > estimateBps && capacity.known()) {
                target = capacity.meanBps() * DECREASE;
            }
            if (acknowledgedBps < capacity.lowerBps()) {
                capacity.forget();
            }
            capacity.onOveruse(acknowledgedBps);
        }
        estimateBps = Math.clamp(Math.min(target, estimateBps), minBps, maxBps);
        decreased = true;
        lastDecreaseNanos = nowNanos;
        return estimateBps < before;
    }

    private void increase(
            double acknowledgedBps, boolean applicationLimited, boolean room, long nowNanos) {
        if (applicationLimited) {
            return;
        }
        if (acknowledgedBps > 0 && capacity.known() && acknowledgedBps > capacity.upperBps()) {
            capacity.forget();
        }
        double seconds = Math.clamp((nowNanos - lastIncreaseNanos) / 1e9, 0, MAX_STEP_SECONDS);
        double factor = room ? ROOM_INCREASE_PER_SECOND : INCREASE_PER_SECOND;
        double step =
                nearConvergence()
                        ? seconds * additiveBpsPerSecond() * (room ? 2 : 1)
                        : Math.max(
                                estimateBps * (Math.pow(factor, seconds) - 1),
                                MIN_INCREASE_BPS * seconds);
        double bound =
                acknowledgedBps > 0
                        ? ABOVE_ACKNOWLEDGED * acknowledgedBps + ABOVE_ACKNOWLEDGED_BPS
                        : maxBps;
        double grown = Math.min(estimateBps + step, Math.max(bound, estimateBps));
        estimateBps = Math.clamp(grown, minBps, maxBps);
    }

    private double additiveBpsPerSecond() {
        double rooted = ADDITIVE_BPS * Math.sqrt(estimateBps / REFERENCE_BPS);
        double share = estimateBps < SLOW_BPS ? SLOW_ADDITIVE_SHARE : MAX_ADDITIVE_SHARE;
        return Math.max(MIN_ADDITIVE_BPS, Math.min(rooted, estimateBps * share));
    }

    /** A probe, or whoever knows better, found a rate; growing goes on from there. */
    public void setEstimate(double bps, long nowNanos) {
        estimateBps = Math.clamp(bps, minBps, maxBps);
        lastIncreaseNanos = nowNanos;
        timeKnown = true;
        if (capacity.known() && bps > capacity.upperBps()) {
            capacity.forget();
        }
    }

    /** The estimate in bits per second. */
    public double estimateBps() {
        return estimateBps;
    }

    /** Whether the estimate is near what the path was found to carry, so that it grows slowly. */
    public boolean nearConvergence() {
        return capacity.known() && estimateBps >= NEAR * capacity.meanBps();
    }
}
