package io.plenum.bridge.cc;

/**
 * The rate that reaches a viewer, from feedback: bytes over time of the last half second, of
 * sending and of arriving, whichever is less. The longest pause between two arrivals counts only as
 * long as the second longest, so that a burst held back by a radio link does not look like a slow
 * one; libwebrtc's robust throughput estimator does the same.
 *
 * <p>Not thread safe. Grows with the rate and allocates nothing per packet.
 */
public final class AcknowledgedBitrate {
    static final long WINDOW_NANOS = 500_000_000L;

    /** Kept even if older, so that slow audio has a rate. */
    static final int MIN_PACKETS = 20;

    /** Before so many have arrived there is no rate. */
    static final int REQUIRED_PACKETS = 10;

    private static final long FORGET_NANOS = 5_000_000_000L;
    private static final int MAX_CAPACITY = 512;
    private static final int MIN_CAPACITY = 32;

    private long[] sent = new long[MIN_CAPACITY];
    private long[] arrival = new long[MIN_CAPACITY];
    private int[] bytes = new int[MIN_CAPACITY];
    private long first;
    private long next;

    /** Nothing arrived. */
    public AcknowledgedBitrate() {
        // The fields say it.
    }

    /**
     * A packet arrived; call in order of sending.
     *
     * @param packetBytes with what was sent without a number before it
     */
    public void onPacket(long sentNanos, long arrivalNanos, int packetBytes) {
        if (next > first && jumped(sentNanos, arrivalNanos)) {
            first = next;
        }
        if (next - first == sent.length) {
            if (sent.length < MAX_CAPACITY) {
                grow();
            } else {
                first++;
            }
        }
        int at = at(next);
        sent[at] = sentNanos;
        arrival[at] = arrivalNanos;
        bytes[at] = packetBytes;
        next++;
        forget(sentNanos);
    }

    private int at(long packet) {
        return (int) packet & (sent.length - 1);
    }

    private void grow() {
        int old = sent.length;
        long[] newSent = new long[2 * old];
        long[] newArrival = new long[2 * old];
        int[] newBytes = new int[2 * old];
        for (long i = first; i < next; i++) {
            int from = (int) i & (old - 1);
            int to = (int) i & (2 * old - 1);
            newSent[to] = sent[from];
            newArrival[to] = arrival[from];
            newBytes[to] = bytes[from];
        }
        sent = newSent;
        arrival = newArrival;
        bytes = newBytes;
    }

    /** The viewer's clock was set, or it tells nonsense: both clocks run at nearly one speed. */
    private boolean jumped(long sentNanos, long arrivalNanos) {
        int last = at(next - 1);
        long sentDelta = sentNanos - sent[last];
        long arrivalDelta = arrivalNanos - arrival[last];
        return Math.abs(arrivalDelta - sentDelta) > FORGET_NANOS || sentDelta > FORGET_NANOS;
    }

    private void forget(long nowNanos) {
        while (next - first > MIN_PACKETS && nowNanos - sent[at(first)] > WINDOW_NANOS) {
            first++;
        }
        while (next > first && nowNanos - sent[at(first)] > FORGET_NANOS) {
            first++;
        }
    }

    /** The rate in bits per second, or -1 while too little is known. */
    public long bps() {
        int packets = (int) (next - first);
        if (packets < REQUIRED_PACKETS) {
            return -1;
        }
        long sumBytes = 0;
        long firstSent = sent[at(first)];
        long lastSent = firstSent;
        long lastArrival = Long.MIN_VALUE;
        int lastSentBytes = 0;
        long previous = arrival[at(first)];
        long firstArrival = previous;
        int firstBytes = bytes[at(first)];
        long longest = 0;
        long second = 0;
        for (long i = first; i < next; i++) {
            int at = at(i);
            sumBytes += bytes[at];
            if (sent[at] - lastSent > 0) {
                lastSent = sent[at];
                lastSentBytes = 0;
            }
            lastSentBytes += sent[at] == lastSent ? bytes[at] : 0;
            if (arrival[at] - firstArrival < 0) {
                firstArrival = arrival[at];
                firstBytes = bytes[at];
            }
            long gap = arrival[at] - previous;
            if (gap > longest) {
                second = longest;
                longest = gap;
            } else if (gap > second) {
                second = gap;
            }
            previous = Math.max(previous, arrival[at]);
            lastArrival = Math.max(lastArrival, arrival[at]);
        }
        long arriving = lastArrival - firstArrival - longest + second;
        long sending = lastSent - firstSent;
        if (arriving <= 0 || sending <= 0) {
            return -1;
        }
        double sendBps = (sumBytes - lastSentBytes) * 8e9 / sending;
        double arriveBps = (sumBytes - firstBytes) * 8e9 / arriving;
        return (long) Math.min(sendBps, arriveBps);
    }
}
