package io.plenum.bridge.counts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One loop's counters: written by the loop alone, read by any thread.
 *
 * <p>Writes are opaque: a plain store that the compiler may not drop, so counting costs one
 * addition, and a reader sees a value that was true a moment ago.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int COUNT = Count.values().length;

    private final long[] cells = new long[COUNT];

    /** Adds one. Owner only. */
    public void increment(Count what) {
        add(what, 1);
    }

    /** Adds {@code amount}, 0 or more. Owner only. */
    public void add(Count what, long amount) {
        int index = what.ordinal();
        CELL.setOpaque(cells, index, cells[index] + amount);
    }

    /** The total so far. Any thread. */
    public long get(Count what) {
        return (long) CELL.getOpaque(cells, what.ordinal());
    }
}
