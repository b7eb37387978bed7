package io.plenum.bridge.rewrite;

/**
 * Gives a slot one time line over changing sources: across a switch the RTP timestamp advances by
 * the time that passed (RFC 3550 section 5.1), within a source it advances as the source's does.
 */
public final class TimestampRewriter {
    private int clockRateHz;
    private int offset;
    private int lastOut;
    private long lastNanos;
    private boolean started;

    /**
     * @param first random start (RFC 3550 section 5.1)
     */
    public TimestampRewriter(int first) {
        this.lastOut = first;
    }

    /**
     * From here on packets come from another source, whose clock is not comparable with the one
     * before.
     *
     * @param sourceTimestamp timestamp of its first packet
     * @param clockRateHz its RTP clock, more than 0; another rate than before only changes how fast
     *     the time line advances (RFC 7160 section 4.1)
     * @param nowNanos arrival of that packet
     */
    public void switchSource(int sourceTimestamp, int clockRateHz, long nowNanos) {
        this.clockRateHz = clockRateHz;
        int elapsed = started ? Math.max(1, toClock(nowNanos - lastNanos)) : 0;
        offset = lastOut + elapsed - sourceTimestamp;
    }

    /**
     * From here on packets come from another encoding of the same source, for example another
     * simulcast layer, and it is known where on the time line its first packet belongs.
     *
     * @param sourceTimestamp timestamp of its first packet
     * @param wanted its place; moved if it is not after all that was sent, or is further than a
     *     second from what the time of arrival says
     */
    public void switchEncoding(int sourceTimestamp, int wanted, int clockRateHz, long nowNanos) {
        switchSource(sourceTimestamp, clockRateHz, nowNanos);
        int arrival = sourceTimestamp + offset;
        boolean plausible = started && Math.abs(wanted - arrival) <= clockRateHz;
        if (plausible) {
            offset = (wanted - lastOut > 0 ? wanted : lastOut + 1) - sourceTimestamp;
        }
    }

    /** What is added to the current source's timestamps. */
    public int offset() {
        return offset;
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
