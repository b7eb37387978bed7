package io.plenum.signaling.support;

import io.plenum.signaling.rooms.RoomTimers;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so. */
public final class VirtualTimers implements RoomTimers {
    /** When the test began, in milliseconds since 1970. */
    public static final long START_MILLIS = 1_800_000_000_000L;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(
                    Comparator.comparingLong(Task::dueMillis).thenComparingLong(Task::order));
    private long nowMillis = START_MILLIS;
    private long orders;

    private record Task(long dueMillis, long order, Runnable work) {}

    @Override
    public long epochMillis() {
        return nowMillis;
    }

    @Override
    public Runnable after(long millis, Runnable work) {
        Task task = new Task(nowMillis + millis, orders++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Lets time pass; what falls due meanwhile happens at its time. */
    public void pass(long millis) {
        long endMillis = nowMillis + millis;
        for (Task next = tasks.peek();
                next != null && next.dueMillis <= endMillis;
                next = tasks.peek()) {
            tasks.remove(next);
            nowMillis = next.dueMillis;
            next.work.run();
        }
        nowMillis = endMillis;
    }

    /** How many tasks are waiting. */
    public int waiting() {
        return tasks.size();
    }
}
