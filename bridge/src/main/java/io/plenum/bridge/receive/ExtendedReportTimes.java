package io.plenum.bridge.receive;

import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpWriter;

/**
 * The round trip by extended reports, both ways. Who only receives sends no sender reports that
 * could be echoed, so it sends its time (RRTR, RFC 3611 section 4.4), which the other side echoes
 * with the time it kept it (DLRR, section 4.5). This remembers the times a peer sent, to echo them,
 * and those we sent, to recognise their echo.
 *
 * <p>Owns no socket and reads no clock. Not thread safe. Allocates nothing per report.
 */
public final class ExtendedReportTimes {
    /**
     * Receivers remembered; browsers send one for all. Of more, the one heard least recently goes.
     */
    static final int MAX_RECEIVERS = 8;

    /** Our last times sent; at one a second an echo may be this many seconds late. */
    static final int MAX_SENT = 8;

    /** What is older than this is not echoed: its receiver has gone or changed its SSRC. */
    static final long MAX_AGE_NANOS = 10_000_000_000L;

    /** DLRR counts in 15 µs and clocks drift: on a short path less than nothing may be left. */
    private static final long GRAIN_NANOS = 1_000_000L;

    private final int[] receivers = new int[MAX_RECEIVERS];
    private final int[] theirTimes = new int[MAX_RECEIVERS];
    private final long[] heardNanos = new long[MAX_RECEIVERS];
    private final boolean[] unanswered = new boolean[MAX_RECEIVERS];
    private int receiverCount;

    private final int[] ourTimes = new int[MAX_SENT];
    private final long[] sentNanos = new long[MAX_SENT];
    private int sent;

    /** Nothing heard and nothing sent. */
    public ExtendedReportTimes() {}

    /**
     * A receiver told its time.
     *
     * @param receiverSsrc sender of the extended report
     * @param ntpTimestamp of the block, 32.32 fixed point on the receiver's clock
     */
    public void onReceiverReferenceTime(int receiverSsrc, long ntpTimestamp, long nowNanos) {
        int at = indexOf(receiverSsrc);
        if (at < 0) {
            at = receiverCount < MAX_RECEIVERS ? receiverCount++ : leastRecent();
            receivers[at] = receiverSsrc;
        }
        theirTimes[at] = NtpTime.compact(ntpTimestamp);
        heardNanos[at] = nowNanos;
        // An LRR of 0 says that there was none, so such a time cannot be echoed (section 4.5).
        unanswered[at] = theirTimes[at] != 0;
    }

    private int indexOf(int receiverSsrc) {
        for (int i = 0; i < receiverCount; i++) {
            if (receivers[i] == receiverSsrc) {
                return i;
            }
        }
        return -1;
    }

    private int leastRecent() {
        int at = 0;
        for (int i = 1; i < receiverCount; i++) {
            if (heardNanos[i] - heardNanos[at] < 0) {
                at = i;
            }
        }
        return at;
    }

    /** Whether a receiver's time waits for its echo. */
    public boolean pending() {
        for (int i = 0; i < receiverCount; i++) {
            if (unanswered[i]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Appends the echo of every time that waits for one, each once; part of a compound with
     * reports. What is too old is forgotten instead.
     *
     * @param senderSsrc ours
     * @return whether all had room; if not, call again with the next compound
     */
    public boolean writeEchoes(RtcpWriter out, int senderSsrc, long nowNanos) {
        for (int i = 0; i < receiverCount; i++) {
            long delay = nowNanos - heardNanos[i];
            if (unanswered[i] && delay <= MAX_AGE_NANOS) {
                if (!out.delaySinceLastReceiverReport(
                        senderSsrc, receivers[i], theirTimes[i], NtpTime.compactDuration(delay))) {
                    return false;
                }
            }
            unanswered[i] = false;
        }
        return true;
    }

    /**
     * We told our time.
     *
     * @param ntpTimestamp as written, 32.32 fixed point
     */
    public void onReferenceTimeSent(long ntpTimestamp, long nowNanos) {
        int at = sent % MAX_SENT;
        ourTimes[at] = NtpTime.compact(ntpTimestamp);
        sentNanos[at] = nowNanos;
        sent = sent + 1 < 2 * MAX_SENT ? sent + 1 : MAX_SENT;
    }

    /**
     * The round trip that an echo of our time measures. An echo of a time that we did not send, or
     * that was kept for longer than it was away, measures nothing.
     *
     * @param lastReceiverReport LRR of the sub-block that names our SSRC
     * @param delaySinceLastReceiverReport its DLRR, in units of 1/65536 s, unsigned
     * @return nanoseconds, 0 or more, or -1 if there is nothing to learn
     */
    public long roundTripNanos(
            int lastReceiverReport, int delaySinceLastReceiverReport, long nowNanos) {
        if (lastReceiverReport == 0) {
            return -1;
        }
        long kept = NtpTime.compactToNanos(delaySinceLastReceiverReport);
        for (int i = 0; i < Math.min(sent, MAX_SENT); i++) {
            if (ourTimes[i] == lastReceiverReport) {
                long roundTrip = nowNanos - sentNanos[i] - kept;
                return roundTrip > -GRAIN_NANOS ? Math.max(0, roundTrip) : -1;
            }
        }
        return -1;
    }
}
