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
    private static final int TOTALS = MediaTotal.values().length;

    /** Longest run that is told from longer ones: what Linux cuts of one message. */
    private static final int MAX_RUN = 64;

    private final long[] cells = new long[COUNT];
    private final long[] runs = new long[MAX_RUN + 1];
    private final long[] media = new long[CountedCodec.values().length * TOTALS];

    /** For each distribution its buckets, then the sum of its values. */
    private final long[][] distributions = new long[Distribution.values().length][];

    /** All at zero. */
    public Counters() {
        for (Distribution each : Distribution.values()) {
            distributions[each.ordinal()] = new long[each.boundCount() + 2];
        }
    }

    /** Adds one. Owner only. */
    public void increment(Count what) {
        add(what, 1);
    }

    /** Adds {@code amount}, 0 or more. Owner only. */
    public void add(Count what, long amount) {
        int index = what.ordinal();
        CELL.setOpaque(cells, index, cells[index] + amount);
    }

    /**
     * One message was sent that held so many datagrams, 1 or more; more than 64 count as 64. Owner
     * only.
     */
    public void countRun(int datagrams) {
        int index = Math.min(datagrams, MAX_RUN);
        CELL.setOpaque(runs, index, runs[index] + 1);
    }

    /**
     * How long the runs of segmented sends were so far: element n counts the messages of n
     * datagrams, element 0 none. A copy. Any thread.
     */
    public long[] runs() {
        long[] copy = new long[runs.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) CELL.getOpaque(runs, i);
        }
        return copy;
    }

    /** The total so far. Any thread. */
    public long get(Count what) {
        return (long) CELL.getOpaque(cells, what.ordinal());
    }

    /** Adds to what was received or sent of a codec. Owner only. */
    public void addMedia(CountedCodec codec, MediaTotal total, long amount) {
        int index = mediaIndex(codec, total);
        CELL.setOpaque(media, index, media[index] + amount);
    }

    /** What was received or sent of a codec so far. Any thread. */
    public long media(CountedCodec codec, MediaTotal total) {
        return (long) CELL.getOpaque(media, mediaIndex(codec, total));
    }

    private static int mediaIndex(CountedCodec codec, MediaTotal total) {
        return codec.ordinal() * TOTALS + total.ordinal();
    }

    /** A measurement, in the unit of its distribution. Allocates nothing. Owner only. */
    public void observe(Distribution what, long value) {
        long[] cells = distributions[what.ordinal()];
        int bucket = what.bucket(value);
        int sum = cells.length - 1;
        CELL.setOpaque(cells, bucket, cells[bucket] + 1);
        CELL.setOpaque(cells, sum, cells[sum] + value);
    }

    /** What was measured so far. A copy. Any thread. */
    public Histogram histogram(Distribution what) {
        long[] cells = distributions[what.ordinal()];
        long[] counts = new long[cells.length - 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (long) CELL.getOpaque(cells, i);
        }
        return new Histogram(counts, (long) CELL.getOpaque(cells, cells.length - 1));
    }
}
