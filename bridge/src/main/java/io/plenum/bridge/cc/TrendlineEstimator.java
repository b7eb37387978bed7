package io.plenum.bridge.cc;

/**
 * The slope of the one-way delay over time: a straight line through the smoothed sums of delay
 * differences of the last 20 groups, by least squares. Twenty and the smoothing of 0.9 are
 * libwebrtc's, whose trendline took the place of the Kalman filter of draft-ietf-rmcat-gcc-02.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class TrendlineEstimator {
    static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;

    private final double[] times = new double[WINDOW];
    private final double[] delays = new double[WINDOW];
    private long groups;
    private long firstArrivalNanos;
    private double accumulatedMillis;
    private double smoothedMillis;
    private double slope;

    /** No slope yet. */
    public TrendlineEstimator() {
        // The fields say it.
    }

    /**
     * Two neighbouring groups have been told apart.
     *
     * @param groupArrivalNanos when the newer one arrived
     */
    public void onGroup(long sentDeltaNanos, long arrivalDeltaNanos, long groupArrivalNanos) {
        if (groups == 0) {
            firstArrivalNanos = groupArrivalNanos;
        }
        accumulatedMillis += (arrivalDeltaNanos - sentDeltaNanos) / 1e6;
        smoothedMillis = SMOOTHING * smoothedMillis + (1 - SMOOTHING) * accumulatedMillis;
        int at = (int) (groups % WINDOW);
        times[at] = (groupArrivalNanos - firstArrivalNanos) / 1e6;
        delays[at] = smoothedMillis;
        groups++;
        if (groups >= WINDOW) {
            slope = fit();
        }
    }

    private double fit() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += times[i];
            meanDelay += delays[i];
        }
        meanTime /= WINDOW;
        meanDelay /= WINDOW;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < WINDOW; i++) {
            double time = times[i] - meanTime;
            covariance += time * (delays[i] - meanDelay);
            variance += time * time;
        }
        return variance == 0 ? slope : covariance / variance;
    }

    /** Milliseconds of delay gained per millisecond; 0 while unknown. */
    public double slope() {
        return slope;
    }

    /** Groups so far: how far the slope can be trusted. */
    public long groups() {
        return groups;
    }
}
