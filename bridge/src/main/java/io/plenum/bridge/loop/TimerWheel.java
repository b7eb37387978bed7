package io.plenum.bridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines of a loop: a hashed wheel of about one millisecond a slot (Varghese and Lauck, scheme
 * 6). Scheduling and cancelling are constant time and allocate nothing; a deadline further away
 * than one turn stays in its slot until its turn comes.
 *
 * <p>A timer may fire up to a tick late, never early. Not thread safe: belongs to one loop.
 */
final class TimerWheel {
    /** Something with a deadline. Extended by whatever needs one. */
    abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long deadlineNanos;
        private int slot = NOT_SCHEDULED;

        /** The deadline has passed; the timer is not scheduled any more. */
        abstract void onDeadline(long nowNanos);
    }

    private static final int NOT_SCHEDULED = -1;
    private static final int TICK_SHIFT = 20; // 2^20 ns = 1.05 ms
    private static final int SLOTS = 1024;
    private static final int MASK = SLOTS - 1;

    private final @Nullable Timer[] heads = new @Nullable Timer[SLOTS];
    private final long originNanos;
    private long currentTick;
    private int scheduled;

    TimerWheel(long nowNanos) {
        originNanos = nowNanos;
    }

    /**
     * Sets or moves a deadline, monotonic. One that has passed fires with the next {@link
     * #advance}.
     */
    void schedule(Timer timer, long deadlineNanos) {
        if (timer.slot != NOT_SCHEDULED) {
            if (timer.deadlineNanos == deadlineNanos) {
                return;
            }
            cancel(timer);
        }
        timer.deadlineNanos = deadlineNanos;
        long tick = tick(deadlineNanos) + 1;
        int slot = (int) Math.max(tick, currentTick + 1) & MASK;
        Timer head = heads[slot];
        timer.slot = slot;
        timer.previous = null;
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        heads[slot] = timer;
        scheduled++;
    }

    /** Forgets a deadline; does nothing if there is none. */
    void cancel(Timer timer) {
        if (timer.slot == NOT_SCHEDULED) {
            return;
        }
        if (timer.previous != null) {
            timer.previous.next = timer.next;
        } else {
            heads[timer.slot] = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.slot = NOT_SCHEDULED;
        scheduled--;
    }

    /** Fires everything that is due; returns how many fired. */
    int advance(long nowNanos) {
        long target = tick(nowNanos);
        int fired = 0;
        // After a long pause one turn visits every slot.
        if (target > currentTick + SLOTS) {
            currentTick = target - SLOTS;
        }
        while (currentTick < target) {
            currentTick++;
            fired += fire((int) currentTick & MASK, nowNanos);
        }
        return fired;
    }

    /** A timer's handler may schedule and cancel any timer, so the list is read anew after each. */
    private int fire(int slot, long nowNanos) {
        int fired = 0;
        Timer timer = heads[slot];
        while (timer != null) {
            if (nowNanos - timer.deadlineNanos >= 0) {
                cancel(timer);
                timer.onDeadline(nowNanos);
                fired++;
                timer = heads[slot];
            } else {
                timer = timer.next;
            }
        }
        return fired;
    }

    /**
     * When {@link #advance} should be called at the latest: the next slot that holds a timer, at
     * most one turn away. May be early for timers of later turns.
     */
    long nextDeadlineNanos() {
        if (scheduled > 0) {
            for (int ahead = 1; ahead <= SLOTS; ahead++) {
                if (heads[(int) (currentTick + ahead) & MASK] != null) {
                    return originNanos + ((currentTick + ahead) << TICK_SHIFT);
                }
            }
        }
        return originNanos + ((currentTick + SLOTS) << TICK_SHIFT);
    }

    /** Ticks since the wheel was made: a count that goes on where monotonic time itself wraps. */
    private long tick(long nanos) {
        return (nanos - originNanos) >> TICK_SHIFT;
    }
}
