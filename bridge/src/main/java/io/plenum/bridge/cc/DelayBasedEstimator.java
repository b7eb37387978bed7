package io.plenum.bridge.cc;

/**
 * The estimate from delay: groups, trendline, detector and rate control joined
 * (draft-ietf-rmcat-gcc-02 section 5).
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing per packet.
 */
public final class DelayBasedEstimator {
    /** After so long without feedback the delays before it say nothing. */
    private static final long STREAM_TIMEOUT_NANOS = 2_000_000_000L;

    private final AimdRateControl rateControl;

    /**
     * Ours: a queue that stands less long than this, at 1 Mbit/s, is no over-use, whatever its
     * slope; which keeps bursts of others, that come and go, from being taken for a full path. The
     * tolerance falls above it with the root of the rate: of flows that share a queue the largest
     * yields first, so that they come to equal rates. RFC 8698 (NADA) lets equilibrium delay depend
     * on the rate for the same end.
     */
    static final double TOLERATED_QUEUE_NANOS = 30_000_000;

    private static final double REFERENCE_BPS = 1_000_000;
    private static final double MIN_TOLERATED_NANOS = 12_000_000;
    private static final double MAX_TOLERATED_NANOS = 30_000_000;

    /** A queue that loses less than this much of a second per second does not drain. */
    private static final double DRAINING_SLOPE = 0.02;

    /** So little waiting is none: a packet or two. */
    private static final long EMPTY_NANOS = 5_000_000L;

    private final CompetingTraffic others = new CompetingTraffic();

    private final StandingQueue queue = new StandingQueue();
    private final InterArrival interArrival = new InterArrival();
    private TrendlineEstimator trendline = new TrendlineEstimator();
    private OveruseDetector detector = new OveruseDetector();
    private boolean seen;
    private long lastSeenNanos;
    private boolean overused;
    private BandwidthUsage usage = BandwidthUsage.NORMAL;

    /**
     * @param startBps estimate to begin with
     */
    public DelayBasedEstimator(double startBps, double minBps, double maxBps) {
        rateControl = new AimdRateControl(startBps, minBps, maxBps);
    }

    /** A packet arrived; call in order of sending, all of one feedback with one {@code now}. */
    public void onPacket(long sentNanos, long arrivalNanos, long nowNanos) {
        if (seen && nowNanos - lastSeenNanos > STREAM_TIMEOUT_NANOS) {
            interArrival.reset();
            trendline = new TrendlineEstimator();
            detector = new OveruseDetector();
        }
        seen = true;
        lastSeenNanos = nowNanos;
        queue.onPacket(sentNanos, arrivalNanos, nowNanos);
        if (!interArrival.onPacket(sentNanos, arrivalNanos, nowNanos)) {
            return;
        }
        long arrived = interArrival.groupArrivalNanos();
        trendline.onGroup(interArrival.sentDeltaNanos(), interArrival.arrivalDeltaNanos(), arrived);
        detector.onSlope(
                trendline.slope(), trendline.groups(), interArrival.sentDeltaNanos(), arrived);
        // A burst of groups in one feedback may end in less than it held.
        overused |=
                detector.usage() == BandwidthUsage.OVERUSE && queue.nanos() > toleratedQueueNanos();
    }

    private double toleratedQueueNanos() {
        double scale = Math.sqrt(REFERENCE_BPS / rateControl.estimateBps());
        return Math.clamp(TOLERATED_QUEUE_NANOS * scale, MIN_TOLERATED_NANOS, MAX_TOLERATED_NANOS);
    }

    /**
     * All packets of a feedback have been given.
     *
     * @param acknowledgedBps what arrives, or -1 if unknown
     * @param probedBps what a probe found, or -1 if none ended
     * @param applicationLimited whether much less is sent than the estimate allows
     * @return whether the estimate fell
     */
    public boolean update(
            double acknowledgedBps,
            double probedBps,
            boolean applicationLimited,
            long roundTripNanos,
            long nowNanos) {
        others.update(queue.nanos(), acknowledgedBps, rateControl.estimateBps(), nowNanos);
        usage = judge();
        overused = false;
        if (probedBps > 0 && usage != BandwidthUsage.OVERUSE) {
            rateControl.setEstimate(probedBps, nowNanos);
            return false;
        }
        boolean fell =
                rateControl.update(
                        usage,
                        acknowledgedBps,
                        applicationLimited,
                        roomOnPath(),
                        queue.nanos(),
                        roundTripNanos,
                        nowNanos);
        if (fell) {
            others.onDecrease(queue.nanos(), roundTripNanos, nowNanos);
        }
        return fell;
    }

    private BandwidthUsage judge() {
        if (others.competing()) {
            // Sending less would only leave more to others: here loss has to tell.
            return BandwidthUsage.NORMAL;
        }
        // A full queue has no slope, and must not be mistaken for a path at rest.
        boolean full =
                queue.nanos() > AimdRateControl.LONG_QUEUE_NANOS
                        && trendline.slope() > -DRAINING_SLOPE;
        if (overused || full) {
            return BandwidthUsage.OVERUSE;
        }
        return detector.usage() == BandwidthUsage.UNDERUSE
                ? BandwidthUsage.UNDERUSE
                : BandwidthUsage.NORMAL;
    }

    /** Whether the path's queue is empty, or filled by somebody else whatever we do. */
    public boolean roomOnPath() {
        return queue.nanos() < EMPTY_NANOS || others.competing();
    }

    /** Sets the estimate, because something else is known to limit the path. */
    public void setEstimate(double bps, long nowNanos) {
        rateControl.setEstimate(bps, nowNanos);
    }

    /** The estimate in bits per second. */
    public double estimateBps() {
        return rateControl.estimateBps();
    }

    /** What the delay says. */
    public BandwidthUsage usage() {
        return usage;
    }

    /** What stands in the path's queue, as time. */
    public long queueNanos() {
        return queue.nanos();
    }

    /** Whether somebody else keeps the path's queue filled, so that delay says nothing. */
    public boolean competing() {
        return others.competing();
    }

    /** Whether the estimate is near the path's capacity and grows slowly. */
    public boolean nearConvergence() {
        return rateControl.nearConvergence();
    }

    /** Milliseconds of delay gained per millisecond. */
    public double slope() {
        return trendline.slope();
    }
}
