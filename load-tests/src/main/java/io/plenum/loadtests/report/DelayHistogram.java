package io.plenum.loadtests.report;

/**
 * Delays in buckets of 1/32 of an octave: percentiles with an error below 3 %, whatever the range,
 * and nothing allocated.
 */
public final class DelayHistogram {
    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final long[] buckets = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long count;
    private long highest;

    /** Adds one; a negative delay counts as none. */
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        buckets[index(value)]++;
        count++;
        highest = Math.max(highest, value);
    }

    /** How many were added. */
    public long count() {
        return count;
    }

    /** The longest. */
    public long highestNanos() {
        return highest;
    }

    /**
     * The delay that a share of them does not exceed, 0 if there are none.
     *
     * @param share 0 to 1
     */
    public long percentileNanos(double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank && seen > 0) {
                return Math.min(highest, upperEnd(i));
            }
        }
        return 0;
    }

    /** Forgets everything. */
    public void clear() {
        java.util.Arrays.fill(buckets, 0);
        count = 0;
        highest = 0;
    }

    private static int index(long value) {
        if (value < SUB_BUCKETS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUB_BUCKETS + (int) (value >>> shift) - SUB_BUCKETS;
    }

    private static long upperEnd(int index) {
        if (index < SUB_BUCKETS) {
            return index;
        }
        int shift = index / SUB_BUCKETS - 1;
        return ((long) (index % SUB_BUCKETS + SUB_BUCKETS + 1) << shift) - 1;
    }
}
