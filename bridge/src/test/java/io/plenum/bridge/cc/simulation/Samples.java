package io.plenum.bridge.cc.simulation;

import java.util.Arrays;

/** Numbers and their percentiles. */
final class Samples {
    private double[] values = new double[1_024];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    double at(int index) {
        return values[index];
    }

    /** The value that this share of all do not exceed; 0 if there is none. */
    double percentile(double share) {
        return percentile(share, 0);
    }

    /** The same of the samples from an index on. */
    double percentile(double share, int from) {
        if (count <= from) {
            return 0;
        }
        double[] sorted = Arrays.copyOfRange(values, from, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    double mean(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return to > from ? sum / (to - from) : 0;
    }
}
