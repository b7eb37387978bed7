package io.plenum.bridge.cc;

/**
 * The least value of a window that slides by halves: it reaches back half the window at least and
 * the whole of it at most.
 */
final class WindowedMinimum {
    private final long halfNanos;
    private boolean started;
    private long beganNanos;
    private long current = Long.MAX_VALUE;
    private long previous = Long.MAX_VALUE;

    WindowedMinimum(long windowNanos) {
        halfNanos = windowNanos / 2;
    }

    void add(long value, long nowNanos) {
        long elapsed = nowNanos - beganNanos;
        if (!started || elapsed < 0 || elapsed >= halfNanos) {
            boolean adjoins = started && elapsed >= 0 && elapsed < 2 * halfNanos;
            previous = adjoins ? current : Long.MAX_VALUE;
            current = value;
            beganNanos = nowNanos;
            started = true;
        }
        current = Math.min(current, value);
    }

    /** Meaningless before the first value. */
    long get() {
        return Math.min(current, previous);
    }
}
