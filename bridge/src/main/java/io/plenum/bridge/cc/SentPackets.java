package io.plenum.bridge.cc;

import io.plenum.bridge.rtcp.TransportFeedback;
import java.util.Arrays;

/**
 * What was sent to one viewer under transport-wide sequence numbers
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01), and what feedback says became of it. Gives
 * out the numbers. Every packet is told of at most twice: once as lost, once as arrived, in this
 * order; so repeated, late and invented feedback changes nothing.
 *
 * <p>Owns no clock. Not thread safe. Grows with the rate, up to {@value #MAX_CAPACITY} packets, and
 * allocates nothing per packet.
 */
public final class SentPackets {
    /** Arrival time of a packet that was lost. */
    public static final long LOST = Long.MIN_VALUE;

    static final int MAX_CAPACITY = 16_384;
    static final int MIN_CAPACITY = 64;

    /** Of a viewer of whom nothing was heard yet, and perhaps never will. */
    static final int UNHEARD_CAPACITY = 256;

    private static final int MIN_TOLD = 16;

    /** A packet this old that nothing was heard of will not be told of any more. */
    private static final long TOLD_WITHIN_NANOS = 2_000_000_000L;

    private static final int TICKS_PER_REFERENCE = 256;
    private static final int IN_FLIGHT = 0;
    private static final int TOLD_LOST = 1;
    private static final int TOLD_ARRIVED = 2;
    private static final PacketKind[] KINDS = PacketKind.values();

    // A packet's facts lie in one word, so that its place is one or two lines of a cache.
    private static final int BYTES_MASK = 0xFFFF;
    private static final int UNTRACKED_SHIFT = 16;
    private static final int UNTRACKED_MASK = 0xFF_FFFF;
    private static final int STATE_SHIFT = 40;
    private static final long STATE_MASK = 3L << STATE_SHIFT;
    private static final int KIND_SHIFT = 42;
    private static final int CLUSTER_SHIFT = 44;

    /** In pairs: when it was sent, and its facts. */
    private long[] packets = new long[2 * MIN_CAPACITY];

    /** Number of the next packet, unwrapped. */
    private long next;

    private int untracked;

    private boolean referenceKnown;
    private int lastReference;
    private long unwrappedReference;

    private int count;
    private long[] toldSequences = new long[MIN_TOLD];
    private long[] toldArrivals = new long[MIN_TOLD];
    private boolean[] toldLostBefore = new boolean[MIN_TOLD];
    private boolean heard;
    private int arrivals;
    private int losses;
    private long ignored;
    private long roundTripNanos = -1;

    /** Nothing sent. */
    public SentPackets() {
        // The fields say it.
    }

    /**
     * A packet leaves.
     *
     * @param packetBytes all that the network carries for it, with UDP and IP headers
     * @param cluster of the probe it belongs to, 1 to 255, or 0
     * @return its transport-wide sequence number, 0 to 65535
     */
    public int add(long nowNanos, int packetBytes, PacketKind kind, int cluster) {
        int capacity = capacity();
        if (next >= capacity && capacity < (heard ? MAX_CAPACITY : UNHEARD_CAPACITY)) {
            int oldest = at(next);
            if (state(oldest) == IN_FLIGHT && nowNanos - packets[oldest] < TOLD_WITHIN_NANOS) {
                grow();
            }
        }
        int at = at(next);
        packets[at] = nowNanos;
        packets[at + 1] =
                Math.min(packetBytes, BYTES_MASK)
                        | (long) Math.min(untracked, UNTRACKED_MASK) << UNTRACKED_SHIFT
                        | (long) IN_FLIGHT << STATE_SHIFT
                        | (long) kind.ordinal() << KIND_SHIFT
                        | (long) cluster << CLUSTER_SHIFT;
        untracked = 0;
        return (int) next++ & 0xFFFF;
    }

    /** Where a packet lies in {@link #packets}. */
    private int at(long sequence) {
        return 2 * ((int) sequence & (capacity() - 1));
    }

    private int state(int at) {
        return (int) ((packets[at + 1] & STATE_MASK) >>> STATE_SHIFT);
    }

    private void setState(int at, int state) {
        packets[at + 1] = (packets[at + 1] & ~STATE_MASK) | ((long) state << STATE_SHIFT);
    }

    /**
     * Something leaves without a number (a stream for which the extension was not negotiated). It
     * counts for the rate that arrives with the packet after it.
     */
    public void addUntracked(int packetBytes) {
        untracked += packetBytes;
    }

    /**
     * A packet leaves again under the number that it had, because its bytes must be the same. What
     * is told of the number from now on may be of either, and is ignored.
     *
     * @param number 0 to 65535
     * @return whether it counts as lost: nothing was told of it yet
     */
    public boolean sendAgain(int number) {
        long sequence = lastSentAs(number);
        if (sequence < 0 || sequence < next - capacity()) {
            return false;
        }
        int at = at(sequence);
        boolean lost = state(at) == IN_FLIGHT;
        setState(at, TOLD_ARRIVED);
        return lost;
    }

    private void grow() {
        long[] before = packets;
        int old = capacity();
        packets = new long[2 * before.length];
        // What no packet has been sent under must not look as if it were in flight.
        Arrays.fill(packets, (long) TOLD_ARRIVED << STATE_SHIFT);
        for (long sequence = next - old; sequence < next; sequence++) {
            int from = 2 * ((int) sequence & (old - 1));
            int to = at(sequence);
            packets[to] = before[from];
            packets[to + 1] = before[from + 1];
        }
    }

    /**
     * Takes one feedback packet. What is new in it can be read until the next: {@link #count},
     * {@link #sentNanos}, {@link #arrivalNanos} and so on, in order of sending.
     */
    public void onFeedback(TransportFeedback feedback, long nowNanos) {
        count = 0;
        arrivals = 0;
        losses = 0;
        roundTripNanos = -1;
        heard = true;
        long baseTicks = unwrapReference(feedback.referenceTime()) * TICKS_PER_REFERENCE;
        long referenceTicks = (long) feedback.referenceTime() * TICKS_PER_REFERENCE;
        feedback.rewind();
        while (feedback.next()) {
            long sequence = lastSentAs(feedback.sequenceNumber());
            if (sequence < 0 || sequence < next - capacity()) {
                ignored++;
                continue;
            }
            int at = at(sequence);
            if (!feedback.isReceived()) {
                if (state(at) == IN_FLIGHT) {
                    setState(at, TOLD_LOST);
                    losses++;
                    tell(sequence, LOST, false);
                }
            } else if (state(at) == TOLD_ARRIVED) {
                ignored++;
            } else {
                boolean lostBefore = state(at) == TOLD_LOST;
                setState(at, TOLD_ARRIVED);
                arrivals++;
                long ticks = baseTicks + feedback.arrivalTicks() - referenceTicks;
                tell(sequence, ticks * TransportFeedback.TICK_NANOS, lostBefore);
                long elapsed = nowNanos - packets[at];
                if (roundTripNanos < 0 || elapsed < roundTripNanos) {
                    roundTripNanos = elapsed;
                }
            }
        }
    }

    private void tell(long sequence, long arrival, boolean lostBefore) {
        if (count == toldSequences.length) {
            toldSequences = Arrays.copyOf(toldSequences, 2 * count);
            toldArrivals = Arrays.copyOf(toldArrivals, 2 * count);
            toldLostBefore = Arrays.copyOf(toldLostBefore, 2 * count);
        }
        toldSequences[count] = sequence;
        toldArrivals[count] = arrival;
        toldLostBefore[count] = lostBefore;
        count++;
    }

    /** The newest packet sent whose number has these 16 bits; negative if there is none. */
    private long lastSentAs(int sequenceNumber) {
        long newest = next - 1;
        return newest - (((int) newest - sequenceNumber) & 0xFFFF);
    }

    /** The receiver's clock wraps after 12 days, in 24 bits. */
    private long unwrapReference(int reference) {
        if (!referenceKnown) {
            referenceKnown = true;
            unwrappedReference = reference;
        } else {
            unwrappedReference += (reference - lastReference) << 8 >> 8;
        }
        lastReference = reference;
        return unwrappedReference;
    }

    /** Packets that the last feedback told something new of. */
    public int count() {
        return count;
    }

    /** How many of them arrived. */
    public int arrivals() {
        return arrivals;
    }

    /** How many of them were lost. */
    public int losses() {
        return losses;
    }

    /** Whether it arrived after it had been told lost. */
    public boolean wasToldLost(int index) {
        return toldLostBefore[index];
    }

    /** Whether it was lost, as far as is known. */
    public boolean isLost(int index) {
        return toldArrivals[index] == LOST;
    }

    /** When it arrived, on the viewer's clock, or {@link #LOST}. */
    public long arrivalNanos(int index) {
        return toldArrivals[index];
    }

    /** When it was sent. */
    public long sentNanos(int index) {
        return packets[told(index)];
    }

    /** Its bytes on the network. */
    public int bytes(int index) {
        return (int) packets[told(index) + 1] & BYTES_MASK;
    }

    /** Bytes sent without a number since the packet before it. */
    public int untrackedBytes(int index) {
        return (int) (packets[told(index) + 1] >>> UNTRACKED_SHIFT) & UNTRACKED_MASK;
    }

    /** What it was for. */
    public PacketKind kind(int index) {
        return KINDS[(int) (packets[told(index) + 1] >>> KIND_SHIFT) & 3];
    }

    /** The probe it belonged to, 1 to 255, or 0. */
    public int cluster(int index) {
        return (int) (packets[told(index) + 1] >>> CLUSTER_SHIFT) & 0xFF;
    }

    private int told(int index) {
        return at(toldSequences[index]);
    }

    /**
     * From sending the packet that arrived last to the feedback that told of it; -1 if none
     * arrived. The viewer's wait before it sends feedback is in it.
     */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** Packets sent so far. */
    public long sent() {
        return next;
    }

    /** Statuses so far of packets never sent, forgotten, or told before. */
    public long ignoredStatuses() {
        return ignored;
    }

    int capacity() {
        return packets.length / 2;
    }
}
