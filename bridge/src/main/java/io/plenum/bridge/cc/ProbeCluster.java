package io.plenum.bridge.cc;

/**
 * One probe: so many bytes at such a rate, faster than the estimate, to see whether they arrive as
 * fast. Made once and used again.
 */
public final class ProbeCluster {
    /** Why a probe was made. */
    public enum Reason {
        /** A viewer joined. */
        START,
        /** The probe before it was carried. */
        FURTHER,
        /** The viewer could use more than is estimated. */
        RISE,
        /** The estimate fell a lot; perhaps not for long. */
        DROP
    }

    private int id;
    private double rateBps;
    private int minBytes;
    private int minPackets;
    private Reason reason = Reason.START;
    private long createdNanos;
    private long startedNanos;
    private int sentBytes;
    private int sentPackets;

    ProbeCluster() {
        // Filled by begin.
    }

    void begin(int newId, double bps, int bytes, int packets, Reason why, long nowNanos) {
        id = newId;
        rateBps = bps;
        minBytes = bytes;
        minPackets = packets;
        reason = why;
        createdNanos = nowNanos;
        startedNanos = 0;
        sentBytes = 0;
        sentPackets = 0;
    }

    void onSent(int bytes, long nowNanos) {
        if (sentPackets == 0) {
            startedNanos = nowNanos;
        }
        sentPackets++;
        sentBytes += bytes;
    }

    boolean complete() {
        return sentBytes >= minBytes && sentPackets >= minPackets;
    }

    /** Bytes that should have left by now to keep the rate, less those that have. */
    int dueBytes(long nowNanos) {
        if (sentPackets == 0) {
            return 1;
        }
        double due = (nowNanos - startedNanos) / 1e9 * rateBps / 8;
        // The first packet is not owed to any time passed.
        return (int) Math.min(due - sentBytes, Integer.MAX_VALUE) + 1;
    }

    /** When something is due again. */
    long nextNanos() {
        return sentPackets == 0 ? createdNanos : startedNanos + (long) (sentBytes * 8e9 / rateBps);
    }

    /** 1 to 255; the packets sent for it bear it. */
    public int id() {
        return id;
    }

    /** Bits per second at which it is sent. */
    public double rateBps() {
        return rateBps;
    }

    /** Bytes it needs at least. */
    public int minBytes() {
        return minBytes;
    }

    /** Packets it needs at least. */
    public int minPackets() {
        return minPackets;
    }

    /** Why it was made. */
    public Reason reason() {
        return reason;
    }

    long createdNanos() {
        return createdNanos;
    }
}
