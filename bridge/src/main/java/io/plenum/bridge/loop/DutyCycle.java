package io.plenum.bridge.loop;

import java.util.Map;

/** What a loop does over and over. A thread runs it in production, a test step by step. */
interface DutyCycle {
    /**
     * One cycle.
     *
     * @param nowNanos monotonic time, read once for the whole cycle
     * @return how much was done; 0 lets the runner wait
     */
    int doWork(long nowNanos);

    /**
     * Whether the last {@link #doWork} may have left something that can be done at once. If not,
     * the runner waits without asking again: what comes meanwhile ends the wait.
     */
    default boolean hasMore() {
        return true;
    }

    /**
     * {@link #doWork} has done something, and what it sent is with the kernel.
     *
     * @param startedNanos as given to it
     * @param endedNanos now, monotonic
     */
    default void onWorked(long startedNanos, long endedNanos) {}

    /** When there is something to do at the latest, monotonic. */
    long nextDeadlineNanos();

    /** {@link #doWork} has thrown; the next call of it follows as if nothing had happened. */
    default void onFailure() {}

    /**
     * Whom {@link #doWork} worked for when it threw, as keys of SLF4J's diagnostic context; empty
     * if for nobody in particular.
     */
    default Map<String, String> failedFor() {
        return Map.of();
    }

    /** The last call: frees everything. */
    void onClose();
}
