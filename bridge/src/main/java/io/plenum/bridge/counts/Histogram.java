package io.plenum.bridge.counts;

/**
 * One {@link Distribution} at one moment.
 *
 * @param counts values that fell into each bucket, the last for those above every bound; not
 *     cumulative
 * @param sum of all values
 */
public record Histogram(long[] counts, long sum) {
    /** The same of another loop added. */
    public Histogram plus(Histogram other) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.counts[i];
        }
        return new Histogram(sums, sum + other.sum);
    }

    /** How many values there were. */
    public long count() {
        long total = 0;
        for (long each : counts) {
            total += each;
        }
        return total;
    }
}
