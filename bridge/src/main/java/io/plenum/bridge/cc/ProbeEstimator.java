package io.plenum.bridge.cc;

/**
 * What a probe found: the rate at which its packets arrived, not more than that at which they were
 * sent. Packets sent at one time count as one burst, whose own bytes do not belong to the time
 * before (sending: the last burst) or after it (arriving: the first).
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class ProbeEstimator {
    /** Arrived less fast than this share of how it was sent: the path was full. */
    static final double CARRIED = 0.9;

    /** Share of a full path's measured rate that is taken, so that the queue drains. */
    static final double SATURATED_SHARE = 0.95;

    /** A result counts when so much of the probe arrived. */
    private static final double REQUIRED_SHARE = 0.8;

    private static final long MAX_NANOS = 1_000_000_000L;

    /** Arriving twice as fast as sent is the work of a queue that held it all back. */
    private static final double MAX_COMPRESSION = 2;

    private int id;
    private int minBytes;
    private int minPackets;
    private int packets;
    private long sumBytes;
    private long firstSent;
    private long lastSent;
    private long lastBurstBytes;
    private long firstArrival;
    private long lastArrival;
    private long firstBurstBytes;

    private double measuredBps = -1;
    private boolean carried;

    /** No probe. */
    public ProbeEstimator() {
        // The fields say it.
    }

    /** A probe is being sent; what was known of another is forgotten. */
    public void begin(ProbeCluster cluster) {
        begin(cluster.id(), cluster.minBytes(), cluster.minPackets());
    }

    void begin(int cluster, int bytes, int count) {
        id = cluster;
        minBytes = bytes;
        minPackets = count;
        packets = 0;
        sumBytes = 0;
        measuredBps = -1;
        carried = false;
    }

    /** The probe it measures, 0 if none. */
    public int id() {
        return id;
    }

    /** No probe any more. */
    public void end() {
        id = 0;
    }

    /** A packet of a probe arrived; call in order of sending. */
    public void onPacket(int cluster, long sentNanos, long arrivalNanos, int bytes) {
        if (cluster == 0 || cluster != id) {
            return;
        }
        if (packets == 0) {
            firstSent = sentNanos;
            lastSent = sentNanos;
            lastBurstBytes = 0;
            firstBurstBytes = 0;
            firstArrival = arrivalNanos;
            lastArrival = arrivalNanos;
        }
        packets++;
        sumBytes += bytes;
        if (sentNanos == firstSent) {
            firstBurstBytes += bytes;
            firstArrival = Math.max(firstArrival, arrivalNanos);
        }
        if (sentNanos != lastSent) {
            lastBurstBytes = 0;
            lastSent = sentNanos;
        }
        lastBurstBytes += bytes;
        lastArrival = Math.max(lastArrival, arrivalNanos);
    }

    /** Whether enough arrived to tell; then {@link #measuredBps} and {@link #carried} hold. */
    public boolean evaluate() {
        if (id == 0
                || packets < REQUIRED_SHARE * minPackets
                || sumBytes < REQUIRED_SHARE * minBytes) {
            return false;
        }
        long sending = lastSent - firstSent;
        long arriving = lastArrival - firstArrival;
        if (sending <= 0 || arriving <= 0 || sending > MAX_NANOS || arriving > MAX_NANOS) {
            return false;
        }
        double sentBps = (sumBytes - lastBurstBytes) * 8e9 / sending;
        double arrivedBps = (sumBytes - firstBurstBytes) * 8e9 / arriving;
        if (arrivedBps > MAX_COMPRESSION * sentBps) {
            return false;
        }
        carried = arrivedBps >= CARRIED * sentBps;
        measuredBps = carried ? Math.min(sentBps, arrivedBps) : SATURATED_SHARE * arrivedBps;
        return true;
    }

    /** What the path carried, in bits per second. */
    public double measuredBps() {
        return measuredBps;
    }

    /** Whether it arrived about as fast as it was sent: the path may carry more still. */
    public boolean carried() {
        return carried;
    }
}
