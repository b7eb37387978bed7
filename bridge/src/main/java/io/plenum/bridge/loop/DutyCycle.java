package io.plenum.bridge.loop;

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

    /** When there is something to do at the latest, monotonic. */
    long nextDeadlineNanos();

    /** {@link #doWork} has thrown; the next call of it follows as if nothing had happened. */
    default void onFailure() {}

    /** The last call: frees everything. */
    void onClose();
}
