package io.plenum.bridge.rewrite;

/**
 * Gives a slot one time line over changing sources: across a switch the RTP timestamp advances by
 * the time that passed (RFC 3550 section 5.1), within a source it advances as the source's does.
 */
public final class TimestampRewriter {
    private final int clockRateHz;
    private int offset;
    private int lastOut;
    private long lastNanos;
    private boolean started;

    /**
     * @param clockRateHz RTP clock of the slot, more than 0
     * @param first random start (RFC 3550 section 5.1)
     */
    public TimestampRewriter(int clockRateHz, int first) {
        this.clockRateHz = clockRateHz;
        this.lastOut = first;
    }

    /**
     * From here on packets come from another source.
     *
     * @param sourceTimestamp timestamp of its first packet
     * @param nowNanos arrival of that packet
     */
    public void switchSource(int sourceTimestamp, long nowNanos) {
        int elapsed = started ? Math.max(1, toClock(nowNanos - lastNanos)) : 0;
        offset = lastOut + elapsed - sourceTimestamp;
    }

    /** The slot's timestamp for a packet of the current source that arrived at {@code nowNanos}. */
    public int rewrite(int sourceTimestamp, long nowNanos) {
        int out = sourceTimestamp + offset;
        if (!started || out - lastOut > 0) {
            lastOut = out;
            lastNanos = nowNanos;
            started = true;
        }
        return out;
    }

    /** The slot's timestamp for any timestamp of the current source; changes nothing. */
    public int map(int sourceTimestamp) {
        return sourceTimestamp + offset;
    }

    /** A span of time in RTP timestamp units. */
    public int toClock(long nanos) {
        return (int) (nanos / 1_000 * clockRateHz / 1_000_000);
    }
}
