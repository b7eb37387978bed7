package io.plenum.loadtests.client;

import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.ExtendedSequence;
import io.plenum.loadtests.report.LoadCounts;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** One SSRC that a participant receives: its numbers, what is missing, and what its stamps tell. */
final class ReceivedStream {
    private static final long ASK_AGAIN_NANOS = 60_000_000L;
    private static final int MAX_TRIES = 10;
    private static final int MAX_MISSING = 512;

    private final int ssrc;
    private final boolean video;
    private final LoadCounts counts;
    private final ExtendedSequence sequence = new ExtendedSequence();
    private final TreeMap<Long, Missing> missing = new TreeMap<>();
    private long packets;
    private long first = -1;
    private int lastSource;
    private int lastCounter;

    private static final class Missing {
        private long nextNanos;
        private int tries;
    }

    ReceivedStream(int ssrc, boolean video, LoadCounts counts) {
        this.ssrc = ssrc;
        this.video = video;
        this.counts = counts;
    }

    int ssrc() {
        return ssrc;
    }

    long packets() {
        return packets;
    }

    /** Whether what is lost is asked for again. */
    boolean repairs() {
        return video;
    }

    boolean hasMissing() {
        return !missing.isEmpty();
    }

    void onHeader(int sequenceNumber, long nowNanos) {
        packets++;
        long highest = sequence.isStarted() ? sequence.highest() : -1;
        long number = sequence.unwrap(sequenceNumber);
        if (first < 0) {
            first = number;
            return;
        }
        if (number <= highest) {
            missing.remove(number);
            counts.onReordered();
            return;
        }
        for (long lost = highest + 1; lost < number; lost++) {
            counts.onLost();
            if (missing.size() < MAX_MISSING) {
                Missing entry = new Missing();
                entry.nextNanos = nowNanos;
                missing.put(lost, entry);
            }
        }
    }

    /** Whether the number was missing. */
    boolean onRepaired(int sequenceNumber) {
        if (missing.remove(sequence.peek(sequenceNumber)) == null) {
            return false;
        }
        counts.onRepaired();
        return true;
    }

    /** What is to be asked for now; gives up after ten tries. */
    int poll(long nowNanos, int[] numbers) {
        int count = 0;
        Iterator<Map.Entry<Long, Missing>> entries = missing.entrySet().iterator();
        while (entries.hasNext() && count < numbers.length) {
            Map.Entry<Long, Missing> entry = entries.next();
            Missing each = entry.getValue();
            if (each.tries == MAX_TRIES) {
                entries.remove();
            } else if (nowNanos - each.nextNanos >= 0) {
                each.tries++;
                each.nextNanos = nowNanos + ASK_AGAIN_NANOS;
                numbers[count++] = (int) (entry.getKey() & 0xFFFF);
            }
        }
        return count;
    }

    void onStamp(byte[] payload, int length, long nowNanos) {
        if (!Stamp.isThere(payload, length)) {
            counts.onBroken();
            return;
        }
        counts.onDelay(nowNanos - Stamp.nanos(payload, length));
        int source = Stamp.source(payload, length);
        int counter = Stamp.counter(payload, length);
        if (source == lastSource && counter <= lastCounter) {
            counts.onOutOfOrder();
        }
        lastSource = source;
        lastCounter = counter;
    }

    void writeReport(RtcpWriter rtcp) {
        long expected = sequence.highest() - first + 1;
        int lost = (int) Math.max(0, expected - packets);
        rtcp.reportBlock(ssrc, 0, lost, (int) sequence.highest(), 0, 0, 0);
    }
}
