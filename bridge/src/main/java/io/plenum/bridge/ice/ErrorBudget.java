package io.plenum.bridge.ice;

/**
 * How many error responses one peer's username fragment may cause. Error responses go to whatever
 * address a request claims to come from, so they must be neither many nor longer than the request.
 */
final class ErrorBudget {
    /** A peer with old credentials sends a check every 50 ms at most (RFC 8445 section 14.2). */
    static final int PER_SECOND = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private long secondNanos;
    private int spent;

    ErrorBudget(long nowNanos) {
        secondNanos = nowNanos;
    }

    /** Takes one, if there is one. */
    boolean take(long nowNanos) {
        if (nowNanos - secondNanos >= SECOND_NANOS) {
            secondNanos = nowNanos;
            spent = 0;
        }
        if (spent == PER_SECOND) {
            return false;
        }
        spent++;
        return true;
    }
}
