package io.plenum.bridge.cc.simulation;

import java.util.PriorityQueue;

/** Events in the order of their times; equal times in the order in which they were planned. */
final class VirtualTime {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;

    private record Event(long atNanos, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(atNanos, other.atNanos);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long number;
    private long nowNanos;

    long now() {
        return nowNanos;
    }

    double seconds() {
        return nowNanos / 1e9;
    }

    void at(long nanos, Runnable what) {
        events.add(new Event(Math.max(nanos, nowNanos), number++, what));
    }

    void after(long nanos, Runnable what) {
        at(nowNanos + nanos, what);
    }

    void every(long nanos, Runnable what) {
        after(
                nanos,
                () -> {
                    what.run();
                    every(nanos, what);
                });
    }

    void runUntil(long nanos) {
        while (!events.isEmpty() && events.element().atNanos <= nanos) {
            Event event = events.remove();
            nowNanos = event.atNanos;
            event.what.run();
        }
        nowNanos = nanos;
    }
}
