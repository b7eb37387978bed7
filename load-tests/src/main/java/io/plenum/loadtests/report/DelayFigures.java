package io.plenum.loadtests.report;

/** Percentiles in milliseconds. */
public record DelayFigures(
        long count, double p50, double p90, double p99, double p999, double highest) {
    private static final double NANOS_PER_MILLI = 1e6;

    static DelayFigures of(DelayHistogram histogram) {
        return new DelayFigures(
                histogram.count(),
                millis(histogram.percentileNanos(0.5)),
                millis(histogram.percentileNanos(0.9)),
                millis(histogram.percentileNanos(0.99)),
                millis(histogram.percentileNanos(0.999)),
                millis(histogram.highestNanos()));
    }

    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 1e3) / 1e3;
    }
}
