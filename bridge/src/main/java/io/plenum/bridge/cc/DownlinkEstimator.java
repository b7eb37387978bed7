package io.plenum.bridge.cc;

import io.plenum.bridge.parameters.BandwidthLimit;
import io.plenum.bridge.rtcp.TransportFeedback;
import org.jspecify.annotations.Nullable;

/**
 * How much can be sent to one viewer. Transport-wide feedback goes in, or, from clients that know
 * nothing of it, receiver reports and REMB; an estimate comes out, with the reason why it is not
 * higher. Works from {@value #MIN_BPS} to {@value #MAX_BPS} bit/s.
 *
 * <p>Owns no clock and no socket. Not thread safe: belongs to the viewer's loop. Allocates nothing
 * per packet.
 */
public final class DownlinkEstimator {
    /** Audio alone, with headers. */
    public static final long MIN_BPS = 30_000;

    /** More than a viewer can show. */
    public static final long MAX_BPS = 50_000_000;

    /** libwebrtc begins with as much. */
    public static final long START_BPS = 300_000;

    /**
     * So long feedback is waited for, from the first packet on; who has sent none by then is taken
     * for one who never will, until it does.
     */
    static final long FEEDBACK_EXPECTED_NANOS = 2_000_000_000L;

    /** Feedback comes every 50 to 250 ms; this long without any is an outage. */
    static final long FEEDBACK_TIMEOUT_NANOS = 1_000_000_000L;

    private static final long REDUCE_EVERY_NANOS = 500_000_000L;
    private static final double REDUCE_WITHOUT_FEEDBACK = 0.8;

    /** How long a decrease is given as the reason. */
    private static final long RECENT_NANOS = 10_000_000_000L;

    private static final long ROUND_TRIP_WINDOW_NANOS = 30_000_000_000L;
    private static final long NEVER_NANOS = 3_600_000_000_000L;
    private static final long INITIAL_ROUND_TRIP_NANOS = 100_000_000L;

    private final SentPackets sent = new SentPackets();
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private final DelayBasedEstimator delay = new DelayBasedEstimator(START_BPS, MIN_BPS, MAX_BPS);
    private final LossBasedEstimator loss = new LossBasedEstimator(MIN_BPS, MAX_BPS);
    private final AlrDetector alr = new AlrDetector();
    private final ProbeController probes = new ProbeController();
    private final ProbeEstimator probe = new ProbeEstimator();

    /** What takes the place of feedback for who sends none; null while some is expected. */
    private @Nullable ReportedEstimate reported;

    private double estimateBps = START_BPS;
    private double wantedBps;
    private boolean applicationLimited;
    private boolean feedbackSeen;
    private boolean silent;
    private boolean anythingSent;
    private long firstSentNanos;
    private long notedNanos;
    private int unnotedBytes;
    private long lastReductionNanos;
    private long sentSinceFeedback;
    private long firstUnansweredNanos;
    private boolean delayed;
    private long lastFallNanos;
    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private boolean roundTripKnown;
    private final WindowedMinimum leastRoundTrip = new WindowedMinimum(ROUND_TRIP_WINDOW_NANOS);
    private double lastProbeBps = -1;
    private boolean lastProbeCarried;
    private ProbeCluster.@Nullable Reason lastProbeReason;

    /** Nothing sent. */
    public DownlinkEstimator() {
        alr.setEstimate(START_BPS);
    }

    /**
     * What the viewer could use if the path allowed it: the sum of the layers it wants and whatever
     * margin the allocation asks for. Probes go up to it.
     */
    public void setWanted(long bps) {
        wantedBps = Math.clamp(bps, 0, MAX_BPS);
        probes.setWanted(wantedBps);
    }

    /**
     * A packet leaves now, with a transport-wide sequence number.
     *
     * @param bytes with UDP and IP headers
     * @return the number to write into its header extension, 0 to 65535
     */
    public int onSent(int bytes, PacketKind kind, long nowNanos) {
        ProbeCluster active = probes.active();
        int cluster = active == null ? 0 : active.id();
        if (cluster != probe.id() && active != null) {
            probe.begin(active);
        }
        noteSent(bytes, nowNanos);
        probes.onSent(bytes, nowNanos);
        return sent.add(nowNanos, bytes, kind, cluster);
    }

    /** A packet leaves without one: the viewer has not negotiated it for this stream. */
    public void onSentUntracked(int bytes, long nowNanos) {
        sent.addUntracked(bytes);
        noteSent(bytes, nowNanos);
    }

    /**
     * A packet leaves once more under the number that it had.
     *
     * @param number 0 to 65535
     */
    public void onSentAgain(int number, int bytes, long nowNanos) {
        if (sent.sendAgain(number)) {
            loss.onPacket(nowNanos, bytes, true);
        }
        onSentUntracked(bytes, nowNanos);
    }

    /** Runs per packet, so what needs arithmetic is done once for all packets of a moment. */
    private void noteSent(int bytes, long nowNanos) {
        if (nowNanos != notedNanos) {
            settle();
            notedNanos = nowNanos;
        }
        unnotedBytes += bytes;
        if (sentSinceFeedback == 0) {
            firstUnansweredNanos = nowNanos;
        }
        sentSinceFeedback++;
        if (!anythingSent) {
            anythingSent = true;
            firstSentNanos = nowNanos;
        }
    }

    private void settle() {
        if (unnotedBytes > 0) {
            alr.onSent(unnotedBytes, notedNanos);
            if (reported != null) {
                reported.onSent(unnotedBytes, notedNanos);
            }
            unnotedBytes = 0;
        }
    }

    /** Transport-wide feedback of the viewer. */
    public void onFeedback(TransportFeedback feedback, long nowNanos) {
        sent.onFeedback(feedback, nowNanos);
        if (sent.count() == 0) {
            return;
        }
        feedbackSeen = true;
        reported = null;
        silent = false;
        sentSinceFeedback = 0;
        noteRoundTrip(sent.roundTripNanos(), nowNanos);
        for (int i = 0; i < sent.count(); i++) {
            takePacket(i, nowNanos);
        }
        update(nowNanos);
    }

    private void takePacket(int index, long nowNanos) {
        long sentNanos = sent.sentNanos(index);
        int bytes = sent.bytes(index);
        if (sent.isLost(index)) {
            loss.onPacket(sentNanos, bytes, true);
            return;
        }
        long arrivalNanos = sent.arrivalNanos(index);
        if (sent.wasToldLost(index)) {
            loss.onLateArrival();
        } else {
            loss.onPacket(sentNanos, bytes, false);
        }
        acknowledged.onPacket(sentNanos, arrivalNanos, bytes + sent.untrackedBytes(index));
        delay.onPacket(sentNanos, arrivalNanos, nowNanos);
        probe.onPacket(sent.cluster(index), sentNanos, arrivalNanos, bytes);
    }

    private void noteRoundTrip(long sample, long nowNanos) {
        if (sample < 0) {
            return;
        }
        roundTripNanos = roundTripKnown ? roundTripNanos + (sample - roundTripNanos) / 8 : sample;
        roundTripKnown = true;
        leastRoundTrip.add(sample, nowNanos);
    }

    private void update(long nowNanos) {
        settle();
        applicationLimited = alr.limited(nowNanos);
        double before = estimateBps;
        double acknowledgedBps = acknowledged.bps();
        boolean probed = probes.awaiting() && probe.id() == probes.last().id() && probe.evaluate();
        double probedBps = probed ? acceptedProbe() : -1;
        boolean fell =
                delay.update(
                        acknowledgedBps,
                        probedBps,
                        applicationLimited,
                        leastRoundTrip.get(),
                        nowNanos);
        loss.update(delay.estimateBps(), applicationLimited ? -1 : acknowledgedBps);
        conclude();
        if (probed) {
            lastProbeBps = probe.measuredBps();
            lastProbeCarried = probe.carried();
            lastProbeReason = probes.last().reason();
            probe.end();
            probes.onResult(lastProbeCarried, estimateBps, delay.usage(), nowNanos);
        }
        if (fell) {
            delayed = true;
            lastFallNanos = nowNanos;
            probes.onOveruse(nowNanos);
        }
        if (estimateBps < before) {
            probes.onFall(before, estimateBps);
        }
        probes.update(estimateBps, delay.usage(), roomFarFromCapacity(), nowNanos);
    }

    private boolean roomFarFromCapacity() {
        return delay.roomOnPath() && !delay.nearConvergence();
    }

    /**
     * A probe of joining that fills the path tells what it carries, be it less than was assumed.
     * Later ones share the path with our media and perhaps with others: a full path's rate would be
     * the share of whoever pushes hardest, so only a probe that was carried counts. One that was
     * carried because it was sent slowly (nobody made the padding) tells nothing.
     */
    private double acceptedProbe() {
        boolean better = probe.carried() && probe.measuredBps() > delay.estimateBps();
        boolean full = probes.starting() && !probe.carried();
        return better || full ? probe.measuredBps() : -1;
    }

    private void conclude() {
        estimateBps =
                Math.clamp(Math.min(delay.estimateBps(), loss.estimateBps()), MIN_BPS, MAX_BPS);
        alr.setEstimate(estimateBps);
    }

    /**
     * The report blocks of one receiver report, summed; used where no transport-wide feedback
     * comes.
     *
     * @param expected packets expected since the report before
     * @param lost how many of them are missing; negative with duplicates
     */
    public void onReceiverReport(int expected, int lost, long nowNanos) {
        ReportedEstimate following = reported(nowNanos);
        if (following != null) {
            sentSinceFeedback = 0;
            following.onReport(expected, lost, nowNanos);
            follow(following);
        }
    }

    /** The viewer's own estimate; used where no transport-wide feedback comes. */
    public void onRemb(long bps, long nowNanos) {
        ReportedEstimate following = reported(nowNanos);
        if (following != null) {
            following.onRemb(bps, nowNanos);
            follow(following);
        }
    }

    /** What stands in for feedback, or null while that comes or is expected. */
    private @Nullable ReportedEstimate reported(long nowNanos) {
        settle();
        boolean awaited = sent.sent() > 0 && nowNanos - firstSentNanos < FEEDBACK_EXPECTED_NANOS;
        if (reported == null && !feedbackSeen && anythingSent && !awaited) {
            reported = new ReportedEstimate(MIN_BPS, MAX_BPS);
            follow(reported);
        }
        return reported;
    }

    private void follow(ReportedEstimate following) {
        estimateBps = following.estimateBps();
        alr.setEstimate(estimateBps);
    }

    /** Call at {@link #nextNanos}, or more often. */
    public void onDeadline(long nowNanos) {
        ReportedEstimate following = reported(nowNanos);
        if (following != null) {
            following.onDeadline(nowNanos);
            follow(following);
        }
        boolean unanswered =
                sentSinceFeedback > 0 && nowNanos - firstUnansweredNanos > timeoutNanos();
        if (feedbackSeen && unanswered && (!silent || reductionIsDue(nowNanos))) {
            silent = true;
            lastReductionNanos = nowNanos;
            delay.setEstimate(delay.estimateBps() * REDUCE_WITHOUT_FEEDBACK, nowNanos);
            loss.update(delay.estimateBps(), -1);
            double before = estimateBps;
            conclude();
            probes.onOveruse(nowNanos);
            probes.onFall(before, estimateBps);
        }
        if (feedbackSeen || (sent.sent() == 0 && reported == null)) {
            // A probe before any feedback is the first: whether feedback comes is seen by it.
            probes.update(estimateBps, delay.usage(), roomFarFromCapacity(), nowNanos);
        }
    }

    private long timeoutNanos() {
        return FEEDBACK_TIMEOUT_NANOS + 2 * roundTripNanos;
    }

    private boolean reductionIsDue(long nowNanos) {
        return nowNanos - lastReductionNanos >= REDUCE_EVERY_NANOS;
    }

    /** When {@link #onDeadline} should be called; far off while feedback comes. */
    public long nextNanos(long nowNanos) {
        if (sent.sent() == 0 && reported == null && wantedBps > estimateBps && !probes.awaiting()) {
            return probes.nextNanos(nowNanos);
        }
        if (!feedbackSeen || sentSinceFeedback == 0) {
            return nowNanos + NEVER_NANOS;
        }
        return silent
                ? lastReductionNanos + REDUCE_EVERY_NANOS
                : firstUnansweredNanos + timeoutNanos() + 1;
    }

    /** Whether nobody has told anything yet: neither feedback, nor reports, nor an estimate. */
    public boolean isAssumed() {
        return reported == null && !feedbackSeen;
    }

    /**
     * Whether the estimate rests on what the viewer tells of its bandwidth: not at first, and not
     * while the path has refused nothing that was tried, be it because little was sent so far or
     * because probes are on their way; nor on its reports of loss alone, which tell nothing while
     * nothing is sent.
     */
    public boolean isKnown() {
        if (reported != null) {
            return reported.hasRemb();
        }
        boolean refused = silent || probes.limited() || loss.limited();
        return refused && acknowledgedBps() >= 0;
    }

    /** The estimate, {@value #MIN_BPS} to {@value #MAX_BPS} bits per second. */
    public long estimateBps() {
        return (long) estimateBps;
    }

    /** Why it is not higher. */
    public BandwidthLimit limit(long nowNanos) {
        if (silent) {
            return BandwidthLimit.NO_FEEDBACK;
        }
        if (reported != null && reported.limit() != BandwidthLimit.GROWING) {
            return reported.limit();
        }
        if (wantedBps > 0 && estimateBps >= wantedBps) {
            return BandwidthLimit.WANTED;
        }
        if (loss.limited()) {
            return BandwidthLimit.LOSS;
        }
        if (delayed && nowNanos - lastFallNanos < RECENT_NANOS) {
            return BandwidthLimit.DELAY;
        }
        return applicationLimited ? BandwidthLimit.APPLICATION : BandwidthLimit.GROWING;
    }

    /** What arrives, in bits per second, or -1 if unknown. */
    public long acknowledgedBps() {
        return acknowledged.bps() < 0 ? -1 : acknowledged.bps();
    }

    /** What stands in the path's queue, as time; 0 without feedback. */
    public long queueNanos() {
        return delay.queueNanos();
    }

    /** The round trip seen by feedback, smoothed. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** The loss of the last seconds, 0 to 1. */
    public double loss() {
        return reported == null ? loss.loss() : reported.loss();
    }

    /** What the last probe that ended found, in bits per second, or -1. */
    public double lastProbeBps() {
        return lastProbeBps;
    }

    /** Whether the last probe that ended arrived as fast as it was sent. */
    public boolean lastProbeCarried() {
        return lastProbeCarried;
    }

    /** Why the last probe that ended was made; null if there was none. */
    public ProbeCluster.@Nullable Reason lastProbeReason() {
        return lastProbeReason;
    }

    /** The probes, for the pacer. */
    public ProbeController probes() {
        return probes;
    }

    /** What the delay says at the moment. */
    public BandwidthUsage usage() {
        return delay.usage();
    }

    /** Whether the viewer sends transport-wide feedback. */
    public boolean feedbackSeen() {
        return feedbackSeen;
    }
}
