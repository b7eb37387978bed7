package io.plenum.bridge.cc;

import org.jspecify.annotations.Nullable;

/**
 * Decides when to probe and how fast, one probe at a time: on joining, with threefold rates until
 * the wanted rate is reached or the path is full; later whenever the viewer could use more than is
 * estimated and the path has been quiet for some seconds, with about half as much again; and once
 * after the estimate fell a lot, for it may have been a moment's trouble. A probe is never faster
 * than what the viewer could use by more than a fifth, and over-use stops it at once.
 *
 * <p>A server needs this more than a client does: it sends in steps of whole layers, so without
 * probes it would never learn that the next one fits.
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
public final class ProbeController {
    /** libwebrtc: probes last 15 ms and have 5 packets at least. */
    static final long PROBE_NANOS = 15_000_000L;

    static final int MIN_PACKETS = 5;

    /**
     * Ours: probes of a path in use last longer, because other packets lie between theirs. At half
     * as much again as the path carries such a probe adds 13 ms of queue.
     */
    static final long RISE_NANOS = 25_000_000L;

    /** libwebrtc's first factor. */
    private static final double START_FACTOR = 3;

    /**
     * Ours: half as much again at 1 Mbit/s, by the square root more or less elsewhere, so that of
     * flows that share a path the smaller ones gain more by their probes.
     */
    private static final double RISE_STEP_BPS = 500_000;

    private static final double REFERENCE_BPS = 1_000_000;
    private static final double RISE_MAX_FACTOR = 3;

    /** libwebrtc: what is probed after a drop, of the estimate before. */
    private static final double DROP_FACTOR = 0.85;

    /** libwebrtc: a drop below this share is one worth probing after. */
    private static final double DROP_SHARE = 0.66;

    private static final long DROP_WAIT_NANOS = 3_000_000_000L;

    /** Ours, so that a path that has risen is found within 8 s. */
    static final long RISE_INTERVAL_NANOS = 4_000_000_000L;

    /** After the viewer has come to want more: shows more, or larger. */
    static final long ROSE_INTERVAL_NANOS = 1_000_000_000L;

    /**
     * So many probes are made soon after that, for one may be disturbed while somebody waits for
     * what was asked for.
     */
    private static final int ROSE_TRIES = 3;

    private static final double ROSE = 1.1;

    static final long QUIET_NANOS = 5_000_000_000L;

    /** The same while the path's queue is empty. */
    static final long ROOM_QUIET_NANOS = 2_000_000_000L;

    /** The measured rate lies a little below what was probed. */
    private static final double OVER_WANTED = 1.2;

    private static final long RESULT_WITHIN_NANOS = 1_000_000_000L;
    private static final int MIN_PROBE_BYTES = 5 * 100;
    private static final int MAX_ID = 255;

    private final ProbeCluster cluster = new ProbeCluster();
    private boolean sending;
    private boolean awaiting;
    private boolean starting;
    private boolean started;
    private int roseTries;
    private double wantedBps;
    private int lastId;
    private long lastEndNanos;
    private long lastOveruseNanos;
    private boolean overused;
    private boolean limited;
    private double beforeDropBps;

    /** Nothing wanted. */
    public ProbeController() {
        // The fields say it.
    }

    /**
     * What the viewer could use, in bits per second; 0 for nothing. When it rises, the next probes
     * need not wait for their turn.
     */
    public void setWanted(double bps) {
        if (bps > wantedBps * ROSE) {
            roseTries = ROSE_TRIES;
        }
        wantedBps = bps;
    }

    /**
     * Makes a probe if it is time to; call now and then, 100 ms apart or less.
     *
     * @param room whether the path's queue is empty
     * @return whether one was made
     */
    public boolean update(double estimateBps, BandwidthUsage usage, boolean room, long nowNanos) {
        limited = (limited || usage == BandwidthUsage.OVERUSE) && estimateBps < wantedBps;
        if (sending || awaiting) {
            boolean late = nowNanos - cluster.createdNanos() > RESULT_WITHIN_NANOS;
            if (!late) {
                return false;
            }
            // So many packets of it were lost, or nothing could be sent: no result will come.
            abandon(nowNanos);
        }
        if (usage == BandwidthUsage.OVERUSE || estimateBps >= wantedBps) {
            return false;
        }
        if (!started) {
            started = true;
            starting = true;
            roseTries = 0;
            lastEndNanos = nowNanos;
            return make(START_FACTOR * estimateBps, ProbeCluster.Reason.START, nowNanos);
        }
        boolean dropIsOver = beforeDropBps > 0 && nowNanos - lastOveruseNanos >= DROP_WAIT_NANOS;
        if (dropIsOver) {
            double rate = DROP_FACTOR * beforeDropBps;
            beforeDropBps = 0;
            if (rate > risen(estimateBps)) {
                return make(rate, ProbeCluster.Reason.DROP, nowNanos);
            }
        }
        long quietNanos = room ? ROOM_QUIET_NANOS : QUIET_NANOS;
        boolean quiet = !overused || nowNanos - lastOveruseNanos >= quietNanos;
        if (quiet && nowNanos - lastEndNanos >= interval()) {
            roseTries = Math.max(0, roseTries - 1);
            return make(risen(estimateBps), ProbeCluster.Reason.RISE, nowNanos);
        }
        return false;
    }

    /** When the next may be made at the earliest, if it is wanted. */
    public long nextNanos(long nowNanos) {
        if (!started) {
            return nowNanos;
        }
        long next = lastEndNanos + interval();
        return next - nowNanos < 0 ? nowNanos : next;
    }

    private long interval() {
        return roseTries > 0 ? ROSE_INTERVAL_NANOS : RISE_INTERVAL_NANOS;
    }

    /** What is probed from an estimate in use. */
    private static double risen(double estimateBps) {
        double step = RISE_STEP_BPS * Math.sqrt(estimateBps / REFERENCE_BPS);
        return Math.min(estimateBps + step, RISE_MAX_FACTOR * estimateBps);
    }

    private boolean make(double rate, ProbeCluster.Reason reason, long nowNanos) {
        double bps = Math.min(rate, OVER_WANTED * wantedBps);
        lastId = lastId % MAX_ID + 1;
        long nanos = starting ? PROBE_NANOS : RISE_NANOS;
        int bytes = (int) Math.max(bps * nanos / 8e9, MIN_PROBE_BYTES);
        cluster.begin(lastId, bps, bytes, MIN_PACKETS, reason, nowNanos);
        sending = true;
        awaiting = true;
        return true;
    }

    /**
     * Feedback has told what the last probe found, and the estimate is what follows from it.
     *
     * @param carried whether it arrived as fast as it was sent
     */
    public void onResult(boolean carried, double estimateBps, BandwidthUsage usage, long nowNanos) {
        end(nowNanos);
        if (carried && usage != BandwidthUsage.OVERUSE && estimateBps < wantedBps) {
            double rate = starting ? START_FACTOR * estimateBps : risen(estimateBps);
            make(rate, ProbeCluster.Reason.FURTHER, nowNanos);
        } else {
            starting = false;
        }
    }

    /** Nothing can be sent for the probe: neither media nor padding. */
    public void abandon(long nowNanos) {
        if (awaiting) {
            end(nowNanos);
            starting = false;
        }
    }

    private void end(long nowNanos) {
        sending = false;
        awaiting = false;
        lastEndNanos = nowNanos;
    }

    /** The path is overused: what is being probed is stopped. */
    public void onOveruse(long nowNanos) {
        overused = true;
        limited = true;
        lastOveruseNanos = nowNanos;
        starting = false;
        if (awaiting) {
            end(nowNanos);
        }
    }

    /**
     * The estimate fell.
     *
     * @param fromBps what it was
     * @param toBps what it is
     */
    public void onFall(double fromBps, double toBps) {
        double before = Math.max(fromBps, beforeDropBps);
        if (toBps < DROP_SHARE * before) {
            beforeDropBps = before;
        }
    }

    /** The probe being sent, if any: everything sent now belongs to it. */
    public @Nullable ProbeCluster active() {
        return sending ? cluster : null;
    }

    /** The probe whose result is awaited, sent or being sent; if none, the last one. */
    public ProbeCluster last() {
        return cluster;
    }

    /** Whether a result is awaited. */
    public boolean awaiting() {
        return awaiting;
    }

    /** Whether the probes of joining are still going on. */
    public boolean starting() {
        return starting;
    }

    /**
     * Whether the path was overused since the estimate was all that is wanted. If not, more than
     * the estimate may well pass: it was not tried yet. A probe that was not carried says nothing
     * on a path that loses packets.
     */
    public boolean limited() {
        return limited;
    }

    /** Something was sent; it belongs to the active probe, if any. */
    public void onSent(int bytes, long nowNanos) {
        if (sending) {
            cluster.onSent(bytes, nowNanos);
            if (cluster.complete()) {
                sending = false;
            }
        }
    }
}
