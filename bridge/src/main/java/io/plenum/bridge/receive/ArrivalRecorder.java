package io.plenum.bridge.receive;

import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedbackWriter;
import java.util.Arrays;

/**
 * Remembers when a publisher's packets arrived and tells it, so that its congestion control can
 * work (draft-holmer-rmcat-transport-wide-cc-extensions-01). Every arrival is reported, and none is
 * reported lost later. One that comes after it was reported lost is reported again, as arrived, and
 * with it what follows it, which costs less than a feedback packet for each late one. Of a burst of
 * losses longer than one feedback packet can tell, the oldest go unreported.
 *
 * <p>Owns no socket and reads no clock. Not thread safe. Allocates nothing per packet.
 */
public final class ArrivalRecorder {
    /**
     * Time between reports, which leave at times that the peers of a loop share. libwebrtc sends
     * them every 50 to 250 ms, as bandwidth allows, and its controllers are tuned for about this
     * much.
     */
    static final long INTERVAL_NANOS = 50_000_000L;

    /** So many packets waiting are reported at once: a feedback packet tells of 512 at most. */
    static final int MAX_WAITING = 256;

    private static final int CAPACITY = 2_048;
    private static final int MASK = CAPACITY - 1;

    private final long[] arrivals = new long[CAPACITY];
    private final long[] report = new long[TransportFeedbackWriter.MAX_STATUSES];
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private boolean started;

    /** First sequence number that has not been reported. */
    private long next;

    private long highest;
    private int waiting;
    private int feedbackCount;
    private long dueNanos;

    /** Nothing known. */
    public ArrivalRecorder() {
        Arrays.fill(arrivals, TransportFeedbackWriter.NOT_RECEIVED);
    }

    /**
     * A packet arrived.
     *
     * @param sequenceNumber transport-wide, 16 bits
     */
    public void onPacket(int sequenceNumber, long nowNanos) {
        long sequence =
                started ? highest + (short) (sequenceNumber - (int) highest) : sequenceNumber;
        if (!started || sequence - highest > CAPACITY / 2 || sequence < highest - CAPACITY / 2) {
            begin(sequence);
        }
        if (waiting == 0) {
            dueNanos = SharedTimes.last(nowNanos + INTERVAL_NANOS, INTERVAL_NANOS);
        }
        // The slots in between still hold what was a ring's length ago.
        for (long skipped = highest + 1; skipped < sequence; skipped++) {
            arrivals[(int) skipped & MASK] = TransportFeedbackWriter.NOT_RECEIVED;
        }
        arrivals[(int) sequence & MASK] = nowNanos;
        highest = Math.max(highest, sequence);
        // Never further back than the ring, even if nothing could be sent for long.
        next = Math.max(Math.min(next, sequence), highest - CAPACITY + 1);
        waiting++;
        if (waiting >= MAX_WAITING) {
            dueNanos = nowNanos;
        }
    }

    private void begin(long sequence) {
        started = true;
        Arrays.fill(arrivals, TransportFeedbackWriter.NOT_RECEIVED);
        next = sequence;
        highest = sequence;
        waiting = 0;
    }

    /** Whether anything waits to be reported. */
    public boolean pending() {
        return waiting > 0;
    }

    /** When {@link #write} should be called; only if {@link #pending}. */
    public long nextNanos() {
        return dueNanos;
    }

    /**
     * Writes a feedback packet; if {@link #pending} still, another one is needed.
     *
     * @param mediaSsrc a stream of the transport
     * @return whether one was written; if not, the compound has no room for it
     */
    public boolean write(RtcpWriter out, int senderSsrc, int mediaSsrc) {
        skipLossesTooManyToTell();
        int count = (int) Math.min(highest - next + 1, report.length);
        for (int i = 0; i < count; i++) {
            report[i] = arrivals[(int) (next + i) & MASK];
        }
        int told =
                writer.write(
                        out, senderSsrc, mediaSsrc, feedbackCount, (int) next, report, 0, count);
        if (told == 0) {
            return false;
        }
        feedbackCount++;
        next += told;
        if (next > highest) {
            waiting = 0;
        }
        return true;
    }

    /** A feedback packet needs an arrival to tell time by, so losses alone cannot be told. */
    private void skipLossesTooManyToTell() {
        long arrived = next;
        while (arrived < highest
                && arrivals[(int) arrived & MASK] == TransportFeedbackWriter.NOT_RECEIVED) {
            arrived++;
        }
        next = Math.max(next, arrived - report.length + 1);
    }
}
