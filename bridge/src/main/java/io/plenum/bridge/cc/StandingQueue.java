package io.plenum.bridge.cc;

/**
 * How long packets wait on the path at the least: the least one-way delay of the last moment over
 * the least of the last half minute. Bursts come and go without being seen; a queue that stays is.
 *
 * <p>Not thread safe. Allocates nothing.
 */
final class StandingQueue {
    private static final long BASE_WINDOW_NANOS = 30_000_000_000L;
    private static final long RECENT_WINDOW_NANOS = 150_000_000L;

    private final WindowedMinimum base = new WindowedMinimum(BASE_WINDOW_NANOS);
    private final WindowedMinimum recent = new WindowedMinimum(RECENT_WINDOW_NANOS);
    private boolean started;

    /** Nothing arrived. */
    StandingQueue() {
        // The fields say it.
    }

    /** A packet arrived; the first two times are on clocks that need not agree. */
    void onPacket(long sentNanos, long arrivalNanos, long nowNanos) {
        long delay = arrivalNanos - sentNanos;
        base.add(delay, nowNanos);
        recent.add(delay, arrivalNanos);
        started = true;
    }

    /** What stands in the queue, as time. */
    long nanos() {
        return started ? Math.max(0, recent.get() - base.get()) : 0;
    }
}
