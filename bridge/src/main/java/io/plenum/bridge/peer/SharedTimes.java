package io.plenum.bridge.peer;

/**
 * Times that the peers of a loop have in common. What need not happen at one moment rather than
 * another happens for many peers at once: a loop that is woken for each of them alone spends more
 * on waking than on the work.
 */
final class SharedTimes {
    private SharedTimes() {}

    /**
     * The last of the common times at or before {@code latestNanos}.
     *
     * @param everyNanos between two of them
     */
    static long last(long latestNanos, long everyNanos) {
        return latestNanos - Math.floorMod(latestNanos, everyNanos);
    }
}
