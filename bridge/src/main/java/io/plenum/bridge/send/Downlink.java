package io.plenum.bridge.send;

import io.plenum.bridge.cc.DownlinkEstimator;
import io.plenum.bridge.cc.Pacer;
import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.cc.ProbeCluster;
import io.plenum.bridge.parameters.BandwidthLimit;
import io.plenum.bridge.rtcp.TransportFeedback;

/**
 * How much one viewer can be sent, and when: the estimate and the pace of what leaves through one
 * {@link TransportOutput}. Whoever writes a packet asks here whether it may leave, and says so when
 * it does.
 *
 * <p>Owns no clock. Not thread safe: belongs to the viewer's loop. Allocates nothing per packet.
 */
public final class Downlink {
    /** What a packet costs beside what is written of it: IPv4, UDP, and the tag of SRTP. */
    private static final int OVERHEAD_BYTES = 20 + 8 + 16;

    /**
     * Of the estimate, what retransmissions may take. While a queue stands, or nobody tells, they
     * may take no more: what a full queue lost is not to be sent into it again.
     */
    private static final double REPAIR_SHARE = 0.25;

    /**
     * Where packets are lost without a queue, a share of the estimate of so many times the loss: a
     * fifth lost wants a quarter of the media once more, and what is lost again goes out twice.
     */
    private static final double REPAIRS_PER_LOSS = 3;

    private static final double MAX_REPAIR_SHARE = 0.75;

    /** More than our own pictures leave standing. */
    private static final long QUEUE_NANOS = 100_000_000L;

    /** What they may take at once, as time at that rate; losses come in bursts. */
    private static final double REPAIR_BURST_SECONDS = 0.5;

    private static final double MIN_REPAIR_BURST_BYTES = 6_000;

    private final DownlinkEstimator estimator = new DownlinkEstimator();
    private final Pacer pacer = new Pacer(estimator.probes());
    private final Runnable onWaiting;
    private double repairBytes = MIN_REPAIR_BURST_BYTES;
    private long repairNanos;
    private long probesMade;
    private int lastProbe;

    /**
     * Nothing sent.
     *
     * @param onWaiting called when something begins to wait, so that {@link #nextNanos} is another
     */
    public Downlink(Runnable onWaiting) {
        this.onWaiting = onWaiting;
        conclude();
    }

    /** What the viewer could use if the path allowed it, in bits per second; probed up to. */
    public void setWantedBps(long bps) {
        estimator.setWanted(bps);
    }

    /**
     * A packet leaves now.
     *
     * @param bytes of header and payload
     * @return its transport-wide sequence number, 0 to 65535
     */
    public int onSent(int bytes, PacketKind kind, long nowNanos) {
        int total = bytes + OVERHEAD_BYTES;
        note(total, kind, nowNanos);
        return estimator.onSent(total, kind, nowNanos);
    }

    /** A packet leaves now without a number: its section has not negotiated it. */
    public void onSentUntracked(int bytes, PacketKind kind, long nowNanos) {
        int total = bytes + OVERHEAD_BYTES;
        note(total, kind, nowNanos);
        estimator.onSentUntracked(total, nowNanos);
    }

    /** A packet leaves again, bit by bit, under the number that it had. */
    public void onSentAgain(int number, int bytes, long nowNanos) {
        int total = bytes + OVERHEAD_BYTES;
        note(total, PacketKind.REPAIR, nowNanos);
        estimator.onSentAgain(number, total, nowNanos);
    }

    private void note(int total, PacketKind kind, long nowNanos) {
        pacer.onSent(total, nowNanos);
        if (kind == PacketKind.REPAIR) {
            repairBytes -= total;
        }
    }

    /**
     * Whether a retransmission may leave now; if not, it is refused: it would only be lost again.
     */
    public boolean mayRepeat(long nowNanos) {
        double bytesPerSecond = repairShare() * estimator.estimateBps() / 8;
        double burst = Math.max(MIN_REPAIR_BURST_BYTES, bytesPerSecond * REPAIR_BURST_SECONDS);
        double seconds = Math.clamp((nowNanos - repairNanos) / 1e9, 0, 1);
        repairNanos = nowNanos;
        repairBytes = Math.min(burst, repairBytes + bytesPerSecond * seconds);
        return repairBytes > 0;
    }

    private double repairShare() {
        boolean noQueue = estimator.feedbackSeen() && estimator.queueNanos() < QUEUE_NANOS;
        double wanted = noQueue ? REPAIRS_PER_LOSS * estimator.loss() : 0;
        return Math.clamp(wanted, REPAIR_SHARE, MAX_REPAIR_SHARE);
    }

    /** Whether video may leave now; if not, it waits: {@link #add}. */
    public boolean mayPass(long nowNanos) {
        return pacer.mayPass(nowNanos);
    }

    /**
     * Lets a packet wait.
     *
     * @param slot that finds it again
     * @param reference by which it does
     * @param bytes of header and payload, about
     * @return whether there was room
     */
    public boolean add(int slot, long reference, int bytes, long nowNanos) {
        return pacer.add(slot, reference, bytes + OVERHEAD_BYTES, nowNanos);
    }

    /** Something has begun to wait. */
    public void onWaiting() {
        onWaiting.run();
    }

    /** What waits, and what the active probe lacks. */
    public Pacer pacer() {
        return pacer;
    }

    /** Bytes of padding that a probe wants now, header and all; 0 if none. */
    public int paddingBytes(long nowNanos) {
        return pacer.paddingBytes(nowNanos);
    }

    /** There is nothing that padding could be made of. */
    public void abandonProbe(long nowNanos) {
        estimator.probes().abandon(nowNanos);
    }

    /** Transport-wide feedback of the viewer. */
    public void onFeedback(TransportFeedback feedback, long nowNanos) {
        estimator.onFeedback(feedback, nowNanos);
        conclude();
    }

    /** What a receiver report says of all slots, see {@link DownlinkEstimator#onReceiverReport}. */
    public void onReceiverReport(int expected, int lost, long nowNanos) {
        estimator.onReceiverReport(expected, lost, nowNanos);
        conclude();
    }

    /** The viewer's own estimate (REMB). */
    public void onRemb(long bps, long nowNanos) {
        estimator.onRemb(bps, nowNanos);
        conclude();
    }

    /** Call several times a second, and at {@link #nextNanos}. */
    public void onDeadline(long nowNanos) {
        estimator.onDeadline(nowNanos);
        conclude();
    }

    private void conclude() {
        pacer.setEstimate((double) estimator.estimateBps());
        pacer.setFirst(!estimator.feedbackSeen());
        ProbeCluster probe = estimator.probes().active();
        if (probe != null && probe.id() != lastProbe) {
            lastProbe = probe.id();
            probesMade++;
        }
    }

    /** When {@link #onDeadline} has something to do, or something that waits may leave. */
    public long nextNanos(long nowNanos) {
        long estimating = estimator.nextNanos(nowNanos);
        long pacing = pacer.deadlineNanos(nowNanos);
        return estimating - pacing < 0 ? estimating : pacing;
    }

    /** Bits per second that the viewer can be sent; as much as can be if nothing limits. */
    public long estimateBps() {
        return estimator.estimateBps();
    }

    /** See {@link DownlinkEstimator#isAssumed}. */
    public boolean isAssumed() {
        return estimator.isAssumed();
    }

    /** See {@link DownlinkEstimator#isKnown}. */
    public boolean isKnown() {
        return estimator.isKnown();
    }

    /** Why it is not more. */
    public BandwidthLimit limit(long nowNanos) {
        return estimator.limit(nowNanos);
    }

    /** What arrives, in bits per second, or -1 if unknown. */
    public long acknowledgedBps() {
        return estimator.acknowledgedBps();
    }

    /** To the viewer and back as its feedback tells it, smoothed, its wait included. */
    public long roundTripNanos() {
        return estimator.roundTripNanos();
    }

    /** How long packets wait in the path's queue, as the viewer's feedback tells it. */
    public long queueNanos() {
        return estimator.queueNanos();
    }

    /** The loss of the last seconds, 0 to 1. */
    public double loss() {
        return estimator.loss();
    }

    /** Probes made so far. */
    public long probes() {
        return probesMade;
    }
}
