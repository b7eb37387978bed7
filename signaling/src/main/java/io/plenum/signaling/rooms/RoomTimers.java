package io.plenum.signaling.rooms;

/** What rooms know of time. */
public interface RoomTimers {
    /** Now, in milliseconds since 1970 (UTC). */
    long epochMillis();

    /**
     * Runs a task later, on a thread that holds no lock.
     *
     * @return cancels the task if it has not begun
     */
    Runnable after(long millis, Runnable task);
}
