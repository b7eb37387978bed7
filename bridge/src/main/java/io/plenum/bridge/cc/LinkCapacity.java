package io.plenum.bridge.cc;

/**
 * What the path was found to carry when it was overused: a smoothed mean with its deviation, by
 * which the rate control knows that it is near convergence (draft-ietf-rmcat-gcc-02 section 5.5).
 *
 * <p>Not thread safe. Allocates nothing.
 */
final class LinkCapacity {
    /** gcc-02 section 5.5 recommends 0.95 for the exponential average. */
    private static final double SMOOTHING = 0.05;

    /** Bounds of the variance over the mean, in kbit/s, as libwebrtc has them. */
    private static final double MIN_DEVIATION = 0.4;

    private static final double MAX_DEVIATION = 2.5;
    private static final double DEVIATIONS = 3;

    private boolean known;
    private double meanKbps;
    private double deviation = MIN_DEVIATION;

    void onOveruse(double bps) {
        double kbps = bps / 1000;
        if (!known) {
            known = true;
            meanKbps = kbps;
        } else {
            meanKbps += SMOOTHING * (kbps - meanKbps);
        }
        double norm = Math.max(meanKbps, 1);
        double error = meanKbps - kbps;
        deviation = (1 - SMOOTHING) * deviation + SMOOTHING * error * error / norm;
        deviation = Math.clamp(deviation, MIN_DEVIATION, MAX_DEVIATION);
    }

    boolean known() {
        return known;
    }

    double meanBps() {
        return meanKbps * 1000;
    }

    double upperBps() {
        return 1000 * (meanKbps + DEVIATIONS * Math.sqrt(deviation * meanKbps));
    }

    double lowerBps() {
        return 1000 * Math.max(0, meanKbps - DEVIATIONS * Math.sqrt(deviation * meanKbps));
    }

    void forget() {
        known = false;
        deviation = MIN_DEVIATION;
    }
}
