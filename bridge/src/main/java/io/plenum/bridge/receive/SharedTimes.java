package io.plenum.bridge.receive;

/**
 * Times that the peers of a loop have in common. What need not happen at one moment rather than
 * another happens for many peers at once: a loop that is woken for each of them alone spends more
 * on waking than on the work.
 */
public final class SharedTimes {
    private SharedTimes() {}

    /**
     * The last of the common times at or before {@code latestNanos}.
     *
     * @param everyNanos between two of them
     */
    public static long last(long latestNanos, long everyNanos) {
        return latestNanos - Math.floorMod(latestNanos, everyNanos);
    }
}
