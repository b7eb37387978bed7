package io.plenum.signaling.rooms;

/** How much may be done in a window of time. Owns no clock. */
final class Allowance {
    private final int limit;
    private final long windowMillis;
    private long windowStartMillis;
    private int taken;

    Allowance(int limit, long windowMillis) {
        this.limit = limit;
        this.windowMillis = windowMillis;
    }

    /** Takes one; false if none is left. */
    boolean take(long nowMillis) {
        if (nowMillis - windowStartMillis >= windowMillis) {
            windowStartMillis = nowMillis;
            taken = 0;
        }
        if (taken == limit) {
            return false;
        }
        taken++;
        return true;
    }
}
