package io.plenum.signaling.ws;

/** Messages in a window of time. Owns no clock. Not thread safe. */
final class RateLimit {
    /** What to do with a message. */
    enum Verdict {
        ALLOWED,
        IGNORE,
        CLOSE
    }

    private final int limit;
    private final long windowNanos;
    private long windowStartNanos;
    private int inWindow;

    /**
     * @param limit messages allowed in a window; twice as many end the connection
     * @param windowNanos length of the window
     */
    RateLimit(int limit, long windowNanos, long nowNanos) {
        this.limit = limit;
        this.windowNanos = windowNanos;
        this.windowStartNanos = nowNanos;
    }

    Verdict onMessage(long nowNanos) {
        if (nowNanos - windowStartNanos >= windowNanos) {
            windowStartNanos = nowNanos;
            inWindow = 0;
        }
        inWindow++;
        if (inWindow <= limit) {
            return Verdict.ALLOWED;
        }
        return inWindow <= 2 * limit ? Verdict.IGNORE : Verdict.CLOSE;
    }
}
