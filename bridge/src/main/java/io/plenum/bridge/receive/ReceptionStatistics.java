package io.plenum.bridge.receive;

/**
 * Loss and jitter of one incoming stream, as its receiver reports need them (RFC 3550 section
 * 6.4.1; algorithms in appendices A.3 and A.8).
 *
 * <p>Owns no socket and reads no clock. Not thread safe.
 */
public final class ReceptionStatistics {
    private static final long NOTHING_YET = Long.MIN_VALUE;

    private final int clockRateHz;
    private long baseSequence = NOTHING_YET;
    private long highestSequence;
    private long received;
    private long receivedAtLastReport;
    private long expectedAtLastReport;
    private int fractionLost;
    private long newlyLost;
    private long lastArrivalNanos;
    private int lastTimestamp;

    /** Sixteen times the jitter, as in appendix A.8, so that the smoothing keeps its precision. */
    private long jitterTimes16;

    private int lastSenderReportNtp;
    private long lastSenderReportNanos = NOTHING_YET;

    /**
     * @param clockRateHz RTP clock of the stream, more than 0
     */
    public ReceptionStatistics(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /**
     * A packet arrived that was not seen before.
     *
     * @param arrivalNanos monotonic time at which the datagram left the socket
     * @param extendedSequence sequence number with its roll-overs
     * @param rtpTimestamp unsigned 32 bits, may wrap
     */
    public void onPacket(long arrivalNanos, long extendedSequence, int rtpTimestamp) {
        if (baseSequence == NOTHING_YET) {
            baseSequence = extendedSequence;
            highestSequence = extendedSequence;
        } else {
            updateJitter(arrivalNanos, rtpTimestamp);
            if (extendedSequence > highestSequence) {
                highestSequence = extendedSequence;
            }
        }
        lastArrivalNanos = arrivalNanos;
        lastTimestamp = rtpTimestamp;
        received++;
    }

    /** A sender report arrived; its time goes back to the sender as LSR and DLSR. */
    public void onSenderReport(long arrivalNanos, long ntpTimestamp) {
        lastSenderReportNtp = (int) (ntpTimestamp >>> 16);
        lastSenderReportNanos = arrivalNanos;
    }

    private void updateJitter(long arrivalNanos, int rtpTimestamp) {
        long arrivalUnits = toClock(arrivalNanos - lastArrivalNanos);
        long difference = arrivalUnits - (rtpTimestamp - lastTimestamp);
        long magnitude = Math.min(Math.abs(difference), clockRateHz);
        jitterTimes16 += magnitude - ((jitterTimes16 + 8) >> 4);
    }

    private long toClock(long nanos) {
        return nanos / 1_000 * clockRateHz / 1_000_000;
    }

    /** Begins a report: works out what was lost since the last one. Call once per report. */
    public void beginReport() {
        long expected = expected();
        long expectedNow = expected - expectedAtLastReport;
        long receivedNow = received - receivedAtLastReport;
        long lostNow = expectedNow - receivedNow;
        expectedAtLastReport = expected;
        receivedAtLastReport = received;
        newlyLost = Math.max(0, lostNow);
        fractionLost =
                expectedNow <= 0 || lostNow <= 0
                        ? 0
                        : (int) Math.min(255, lostNow * 256 / expectedNow);
    }

    private long expected() {
        return baseSequence == NOTHING_YET ? 0 : highestSequence - baseSequence + 1;
    }

    /** Whether any packet has arrived. */
    public boolean started() {
        return baseSequence != NOTHING_YET;
    }

    /** Share lost between the last two {@link #beginReport}s in 1/256, 0 to 255. */
    public int fractionLost() {
        return fractionLost;
    }

    /** Packets lost between the last two {@link #beginReport}s, 0 if more came than were due. */
    public long newlyLost() {
        return newlyLost;
    }

    /** Interarrival jitter in nanoseconds, never negative. */
    public long jitterNanos() {
        return jitter() * 1_000_000_000L / clockRateHz;
    }

    /** Packets lost since the beginning, clamped to 24 signed bits. */
    public int cumulativeLost() {
        long lost = expected() - received;
        return (int) Math.max(-0x80_0000, Math.min(0x7F_FFFF, lost));
    }

    /** Highest sequence number that arrived, with all its roll-overs; 0 before the first. */
    public long highestSequence() {
        return highestSequence;
    }

    /** Highest sequence number with 16 bits of roll-overs, as the report carries it. */
    public int extendedHighestSequence() {
        return (int) highestSequence;
    }

    /** Interarrival jitter in RTP timestamp units, never negative. */
    public long jitter() {
        return jitterTimes16 >> 4;
    }

    /** Packets that arrived. */
    public long received() {
        return received;
    }

    /** Middle 32 bits of the last sender report's NTP time, or 0. */
    public int lastSenderReport() {
        return lastSenderReportNtp;
    }

    /** Time since the last sender report in 1/65536 s, or 0. */
    public int delaySinceLastSenderReport(long nowNanos) {
        if (lastSenderReportNanos == NOTHING_YET) {
            return 0;
        }
        return (int) ((nowNanos - lastSenderReportNanos) / 1_000 * 65_536 / 1_000_000);
    }
}
