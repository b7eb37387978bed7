package io.plenum.bridge.cc;

import io.plenum.bridge.parameters.BandwidthLimit;

/**
 * The estimate for a viewer without transport-wide feedback: its own (REMB), if it sends one, and
 * the loss of its receiver reports. Without REMB nothing limits until loss does; after that it
 * grows by 8 % a second while it is used (draft-ietf-rmcat-gcc-02 section 6 with the loss model in
 * place of steps).
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
final class ReportedEstimate {
    private static final double INCREASE_PER_SECOND = 1.08;
    private static final double MAX_STEP_SECONDS = 5;

    /** The estimate stays within this of what is sent, or it would grow without being tried. */
    private static final double ABOVE_SENT = 1.5;

    private static final double ABOVE_SENT_BPS = 10_000;

    /** REMB comes every second; without any for this long it is gone. */
    private static final long REMB_TIMEOUT_NANOS = 10_000_000_000L;

    /**
     * What was lost so long ago says nothing any more if nothing was sent meanwhile, perhaps
     * because of it.
     */
    private static final long FORGET_NANOS = 5_000_000_000L;

    private LossBasedEstimator loss;
    private final double minBps;
    private final double maxBps;
    private double upperBps;
    private double rembBps = -1;
    private long rembNanos;
    private long sentBytes;
    private boolean started;
    private boolean reportSeen;
    private long sinceNanos;
    private long reportNanos;
    private double estimateBps;

    ReportedEstimate(double minBps, double maxBps) {
        this.minBps = minBps;
        this.maxBps = maxBps;
        loss = new LossBasedEstimator(minBps, maxBps);
        upperBps = maxBps;
        estimateBps = maxBps;
    }

    void onSent(int bytes, long nowNanos) {
        if (!started) {
            started = true;
            sinceNanos = nowNanos;
        }
        sentBytes += bytes;
    }

    void onReport(int expected, int lost, long nowNanos) {
        if (expected > 0) {
            reportSeen = true;
            reportNanos = nowNanos;
        }
        double seconds = started ? (nowNanos - sinceNanos) / 1e9 : 0;
        if (seconds <= 0 || expected <= 0) {
            return;
        }
        double sentBps = sentBytes * 8 / seconds;
        sentBytes = 0;
        sinceNanos = nowNanos;
        forgetOldRemb(nowNanos);
        if (rembBps > 0) {
            upperBps = rembBps;
        } else {
            double grown =
                    upperBps * Math.pow(INCREASE_PER_SECOND, Math.min(seconds, MAX_STEP_SECONDS));
            double bound = ABOVE_SENT * sentBps + ABOVE_SENT_BPS;
            // From what loss allows, not from where it was before.
            upperBps =
                    loss.limited()
                            ? Math.min(upperBps, maxBps)
                            : Math.min(grown, Math.max(bound, upperBps));
        }
        upperBps = Math.clamp(upperBps, minBps, maxBps);
        loss.onReport(expected, Math.clamp(lost, 0, expected), sentBps, upperBps, -1);
        conclude();
    }

    void onRemb(long bps, long nowNanos) {
        rembBps = Math.clamp((double) bps, minBps, maxBps);
        rembNanos = nowNanos;
        upperBps = rembBps;
        if (!loss.limited()) {
            loss.update(upperBps, -1);
        }
        conclude();
    }

    /** Time passes. */
    void onDeadline(long nowNanos) {
        if (loss.limited() && nowNanos - reportNanos > FORGET_NANOS) {
            loss = new LossBasedEstimator(minBps, maxBps);
            loss.update(upperBps, -1);
            conclude();
        }
    }

    private void forgetOldRemb(long nowNanos) {
        if (rembBps > 0 && nowNanos - rembNanos > REMB_TIMEOUT_NANOS) {
            rembBps = -1;
        }
    }

    private void conclude() {
        estimateBps = Math.clamp(Math.min(upperBps, loss.estimateBps()), minBps, maxBps);
    }

    /** Whether the viewer tells its own estimate. */
    boolean hasRemb() {
        return rembBps > 0;
    }

    double estimateBps() {
        return estimateBps;
    }

    double loss() {
        return loss.loss();
    }

    BandwidthLimit limit() {
        if (loss.limited()) {
            return BandwidthLimit.LOSS;
        }
        if (rembBps > 0) {
            return BandwidthLimit.REMB;
        }
        return reportSeen ? BandwidthLimit.GROWING : BandwidthLimit.UNKNOWN;
    }
}
