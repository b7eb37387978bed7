package io.plenum.bridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one loop: a hashed wheel (Varghese and Lauck 1987, scheme 6). Scheduling and
 * cancelling cost a few stores and allocate nothing; a timer is the list entry itself, owned by
 * whoever wants to be called.
 *
 * <p>A timer never fires before its deadline, and fires in the first {@link #advance} at or after
 * it. Times are monotonic nanoseconds and may wrap; a deadline may lie up to {@link #HORIZON_NANOS}
 * from now. "Never" is a timer that is not scheduled. Not thread safe.
 */
@SuppressWarnings("ReferenceEquality") // list entries and list heads are themselves, not values
final class TimerWheel {
    /** Farthest deadline: about 146 years. */
    static final long HORIZON_NANOS = 1L << 62;

    /** Tick that suits a media loop. */
    static final long DEFAULT_TICK_NANOS = 1_000_000;

    /** Slots of a wheel unless told otherwise; with the default tick one turn is about 1 s. */
    static final int DEFAULT_SLOTS = 1024;

    /** Something that wants to be called at a time. Reusable without limit. */
    abstract static class Timer {
        private Timer previous = this;
        private Timer next = this;
        private long deadlineNanos;
        private @Nullable TimerWheel wheel;

        /**
         * The deadline has come. The timer is not scheduled any more; it may be scheduled again
         * from here, and any other timer may be scheduled or cancelled.
         *
         * @param nowNanos as given to {@link TimerWheel#advance}
         */
        abstract void onDeadline(long nowNanos);

        /** Whether a deadline is set. */
        final boolean isScheduled() {
            return wheel != null;
        }

        /** The deadline; only meaningful while scheduled. */
        final long deadlineNanos() {
            return deadlineNanos;
        }

        private void linkBefore(Timer sentinel) {
            previous = sentinel.previous;
            next = sentinel;
            previous.next = this;
            sentinel.previous = this;
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }

    /** Head of a circular list. */
    private static final class Sentinel extends Timer {
        @Override
        void onDeadline(long nowNanos) {
            throw new AssertionError("a list head has no deadline");
        }
    }

    private final long tickNanos;
    private final long startNanos;
    private final Timer[] slots;
    private final int mask;
    // bit i: slot i may hold timers; cleared when a scan finds it empty
    private final long[] occupied;
    private final Timer due = new Sentinel();
    private long currentTick;
    private long boundNanos;
    private int size;

    /** A wheel of {@link #DEFAULT_SLOTS} slots and {@link #DEFAULT_TICK_NANOS}. */
    TimerWheel(long nowNanos) {
        this(DEFAULT_TICK_NANOS, DEFAULT_SLOTS, nowNanos);
    }

    /**
     * @param tickNanos width of a slot, 1 or more
     * @param slotCount a power of two, 64 or more
     * @param nowNanos present time
     */
    TimerWheel(long tickNanos, int slotCount, long nowNanos) {
        if (tickNanos < 1 || slotCount < Long.SIZE || Integer.bitCount(slotCount) != 1) {
            throw new IllegalArgumentException(
                    "a wheel of %d slots of %d ns: slots must be a power of two, 64 or more, and"
                                    .formatted(slotCount, tickNanos)
                            + " a slot 1 ns or wider");
        }
        this.tickNanos = tickNanos;
        startNanos = nowNanos;
        boundNanos = nowNanos + HORIZON_NANOS;
        mask = slotCount - 1;
        occupied = new long[slotCount / Long.SIZE];
        slots = new Timer[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = new Sentinel();
        }
    }

    /** Sets or moves a timer's deadline. A deadline that has passed fires in the next advance. */
    void schedule(Timer timer, long deadlineNanos) {
        if (timer.wheel == this) {
            timer.unlink();
        } else if (timer.wheel == null) {
            timer.wheel = this;
            size++;
        } else {
            throw new IllegalStateException("the timer is scheduled on another loop's wheel");
        }
        timer.deadlineNanos = deadlineNanos;
        long tick = (deadlineNanos - startNanos) / tickNanos;
        int slot = (int) Math.max(tick, currentTick) & mask;
        timer.linkBefore(slots[slot]);
        occupied[slot >>> 6] |= 1L << slot;
        if (deadlineNanos - boundNanos < 0) {
            boundNanos = deadlineNanos;
        }
    }

    /** Forgets a timer's deadline; does nothing if it has none. */
    void cancel(Timer timer) {
        if (timer.wheel == this) {
            timer.unlink();
            timer.wheel = null;
            size--;
        } else if (timer.wheel != null) {
            throw new IllegalStateException("the timer is scheduled on another loop's wheel");
        }
    }

    /** Timers scheduled. */
    int size() {
        return size;
    }

    /**
     * A time before which no timer is due: the earliest deadline, or an earlier time after a
     * cancellation. Without timers, a time far ahead. Costs one read.
     */
    long nextDeadlineNanos() {
        return boundNanos;
    }

    /**
     * Fires every timer whose deadline is at or before {@code nowNanos}. What a timer throws passes
     * through; the timers due after it fire in the next advance.
     *
     * @return timers fired
     */
    int advance(long nowNanos) {
        if (nowNanos - boundNanos < 0) {
            return 0;
        }
        long nowTick = Math.max(currentTick, (nowNanos - startNanos) / tickNanos);
        // the slot of the present tick is visited again: it may hold deadlines later in the tick
        long visits = Math.min(nowTick - currentTick, mask) + 1;
        for (long i = 0; i < visits; i++) {
            int slot = (int) (currentTick + i) & mask;
            if ((occupied[slot >>> 6] & 1L << slot) != 0) {
                collect(slot, nowNanos);
            }
        }
        currentTick = nowTick;
        // while timers run, and if one throws, nothing is known: the next advance must look
        boundNanos = nowNanos;
        int fired = 0;
        while (due.next != due) {
            Timer timer = due.next;
            timer.unlink();
            timer.wheel = null;
            size--;
            fired++;
            timer.onDeadline(nowNanos);
        }
        boundNanos = findBound(nowNanos);
        return fired;
    }

    private void collect(int slot, long nowNanos) {
        Timer sentinel = slots[slot];
        Timer timer = sentinel.next;
        while (timer != sentinel) {
            Timer following = timer.next;
            if (timer.deadlineNanos - nowNanos <= 0) {
                timer.unlink();
                timer.linkBefore(due);
            }
            timer = following;
        }
    }

    /**
     * The earliest deadline. Looks slot by slot from the present one and stops at the first that
     * has a deadline within its turn; farther ones are looked at only when nothing is nearer.
     */
    private long findBound(long nowNanos) {
        long bound = nowNanos + HORIZON_NANOS;
        if (size == 0) {
            return bound;
        }
        int slotCount = slots.length;
        int i = 0;
        while (i < slotCount) {
            int slot = (int) (currentTick + i) & mask;
            long word = occupied[slot >>> 6] >>> slot;
            if (word == 0) {
                i += Long.SIZE - (slot & 63);
                continue;
            }
            int skip = Long.numberOfTrailingZeros(word);
            if (skip > 0) {
                i += skip;
                continue;
            }
            long slotEndNanos = startNanos + (currentTick + i + 1) * tickNanos;
            long earliest = earliest(slot, bound);
            if (earliest - bound < 0) {
                bound = earliest;
                if (bound - slotEndNanos < 0) {
                    return bound;
                }
            }
            i++;
        }
        return bound;
    }

    private long earliest(int slot, long bound) {
        Timer sentinel = slots[slot];
        if (sentinel.next == sentinel) {
            occupied[slot >>> 6] &= ~(1L << slot);
            return bound;
        }
        long earliest = bound;
        for (Timer timer = sentinel.next; timer != sentinel; timer = timer.next) {
            if (timer.deadlineNanos - earliest < 0) {
                earliest = timer.deadlineNanos;
            }
        }
        return earliest;
    }
}
