package io.plenum.bridge.cc;

/**
 * Whether somebody else keeps the path's queue filled, a TCP flow for example, so that sending less
 * for the sake of delay only leaves more to them. Alone on a path a decrease empties the queue;
 * after several that did not, delay is not listened to for a while. Copa (Arun and Balakrishnan,
 * NSDI 2018) switches its mode on the same sign.
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
final class CompetingTraffic {
    /** A decrease to 85 % empties a queue of 150 ms in this time, if nobody fills it. */
    private static final long EFFECT_NANOS = 1_000_000_000L;

    /** Longer queues empty to less than this share. */
    private static final double EFFECT_SHARE = 0.5;

    /**
     * Whoever still sends this much more than the estimate has not tried yet what less would do.
     */
    private static final double OBEYED = 1.14;

    /** Then it is looked at again. */
    private static final long AGAIN_NANOS = 250_000_000L;

    private static final long EMPTY_NANOS = 15_000_000L;
    private static final int SIGNS = 2;

    /** Then a decrease is tried again. */
    private static final long BELIEVED_NANOS = 15_000_000_000L;

    private boolean watching;
    private long dueNanos;
    private long queueBefore;
    private long leastSince;
    private int signs;
    private boolean competing;
    private long competingSinceNanos;

    /** Nobody else. */
    CompetingTraffic() {
        // The fields say it.
    }

    /**
     * The estimate fell because of delay.
     *
     * @param queueNanos what stood in the queue
     */
    void onDecrease(long queueNanos, long roundTripNanos, long nowNanos) {
        if (!watching) {
            watching = true;
            dueNanos = nowNanos + EFFECT_NANOS + roundTripNanos;
            queueBefore = queueNanos;
            leastSince = queueNanos;
        }
    }

    /**
     * Call with every feedback.
     *
     * @param acknowledgedBps what arrives, or -1 if unknown; pictures that are sent already, and
     *     layers that are left at their next key frame, may keep it above the estimate
     */
    void update(long queueNanos, double acknowledgedBps, double estimateBps, long nowNanos) {
        if (watching) {
            leastSince = Math.min(leastSince, queueNanos);
            if (nowNanos - dueNanos >= 0) {
                if (acknowledgedBps > OBEYED * estimateBps) {
                    dueNanos = nowNanos + AGAIN_NANOS;
                    leastSince = queueNanos;
                    return;
                }
                watching = false;
                boolean effective =
                        leastSince <= Math.max(EMPTY_NANOS, (long) (queueBefore * EFFECT_SHARE));
                signs = effective ? 0 : signs + 1;
                if (signs >= SIGNS) {
                    competing = true;
                    competingSinceNanos = nowNanos;
                }
            }
        }
        if (competing && nowNanos - competingSinceNanos >= BELIEVED_NANOS) {
            competing = false;
            // One more sign is enough to believe it again.
            signs = SIGNS - 1;
        }
    }

    /** Whether delay should not be listened to. */
    boolean competing() {
        return competing;
    }
}
