package io.plenum.bridge.cc;

/**
 * Says from the slope of the delay whether the path is overused. The threshold adapts
 * (draft-ietf-rmcat-gcc-02 section 5.4): it sinks to the noise of the path, and rises while
 * somebody else's queue moves the delay, so that a TCP flow does not starve us.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class OveruseDetector {
    /** gcc-02 section 5.6; the first is libwebrtc's too. */
    private static final double INITIAL_THRESHOLD = 12.5;

    private static final double MIN_THRESHOLD = 6;
    private static final double MAX_THRESHOLD = 600;

    /** gcc-02 section 5.4: K_u and K_d, as libwebrtc has them, per millisecond. */
    private static final double GAIN_UP = 0.0087;

    private static final double GAIN_DOWN = 0.039;

    /** A slope this far over the threshold is a route change or an outage: do not learn from it. */
    private static final double MAX_ADAPTING = 15;

    private static final double MAX_STEP_MILLIS = 100;

    /** How long the slope must be over the threshold. */
    private static final double OVERUSE_MILLIS = 10;

    /** What makes the slope of a short history smaller, and scales it for the threshold. */
    private static final int MAX_GROUPS = 60;

    private static final double GAIN = 4;

    private double threshold = INITIAL_THRESHOLD;
    private double overusingMillis = -1;
    private int overusingGroups;
    private double previousTrend;
    private long lastNanos;
    private boolean started;
    private BandwidthUsage usage = BandwidthUsage.NORMAL;

    /** Nothing known. */
    public OveruseDetector() {
        // The fields say it.
    }

    /**
     * The slope has a new value.
     *
     * @param slope milliseconds per millisecond
     * @param groups that it rests on
     * @param sentDeltaNanos between the last two of them
     * @param arrivalNanos of the last one, any clock that only grows
     */
    public void onSlope(double slope, long groups, long sentDeltaNanos, long arrivalNanos) {
        double trend = Math.min(groups, MAX_GROUPS) * slope * GAIN;
        double sentMillis = sentDeltaNanos / 1e6;
        if (trend > threshold) {
            overusingMillis = overusingMillis < 0 ? sentMillis / 2 : overusingMillis + sentMillis;
            overusingGroups++;
            if (overusingMillis > OVERUSE_MILLIS && overusingGroups > 1 && trend >= previousTrend) {
                overusingMillis = 0;
                overusingGroups = 0;
                usage = BandwidthUsage.OVERUSE;
            }
        } else {
            overusingMillis = -1;
            overusingGroups = 0;
            usage = trend < -threshold ? BandwidthUsage.UNDERUSE : BandwidthUsage.NORMAL;
        }
        previousTrend = trend;
        adapt(trend, arrivalNanos);
    }

    private void adapt(double trend, long arrivalNanos) {
        double stepMillis =
                started ? Math.clamp((arrivalNanos - lastNanos) / 1e6, 0, MAX_STEP_MILLIS) : 0;
        started = true;
        lastNanos = arrivalNanos;
        double size = Math.abs(trend);
        if (size > threshold + MAX_ADAPTING) {
            return;
        }
        double gain = size < threshold ? GAIN_DOWN : GAIN_UP;
        // More than the whole difference would swing over it.
        double share = Math.min(1, gain * stepMillis);
        threshold =
                Math.clamp(threshold + share * (size - threshold), MIN_THRESHOLD, MAX_THRESHOLD);
    }

    /** What was found last. */
    public BandwidthUsage usage() {
        return usage;
    }

    /** The threshold in force, for tests and explanations. */
    public double threshold() {
        return threshold;
    }
}
