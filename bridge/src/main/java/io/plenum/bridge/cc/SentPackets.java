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
    private static final int MIN_CAPACITY = 512;

    /** A packet this old that nothing was heard of will not be told of any more. */
    private static final long TOLD_WITHIN_NANOS = 2_000_000_000L;

    private static final int TICKS_PER_REFERENCE = 256;
    private static final byte IN_FLIGHT = 0;
    private static final byte TOLD_LOST = 1;
    private static final byte TOLD_ARRIVED = 2;
    private static final PacketKind[] KINDS = PacketKind.values();

    private long[] sentNanos = new long[MIN_CAPACITY];
    private int[] bytes = new int[MIN_CAPACITY];
    private int[] untrackedBytes = new int[MIN_CAPACITY];
    private byte[] states = new byte[MIN_CAPACITY];
    private byte[] kinds = new byte[MIN_CAPACITY];
    private byte[] clusters = new byte[MIN_CAPACITY];

    /** Number of the next packet, unwrapped. */
    private long next;

    private int untracked;

    private boolean referenceKnown;
    private int lastReference;
    private long unwrappedReference;

    private int count;
    private long[] toldSequences = new long[MIN_CAPACITY];
    private long[] toldArrivals = new long[MIN_CAPACITY];
    private boolean[] toldLostBefore = new boolean[MIN_CAPACITY];
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
        int capacity = sentNanos.length;
        if (capacity < MAX_CAPACITY && next >= capacity) {
            int oldest = (int) next & (capacity - 1);
            if (states[oldest] == IN_FLIGHT && nowNanos - sentNanos[oldest] < TOLD_WITHIN_NANOS) {
                grow();
            }
        }
        int at = (int) next & (sentNanos.length - 1);
        sentNanos[at] = nowNanos;
        bytes[at] = packetBytes;
        untrackedBytes[at] = untracked;
        states[at] = IN_FLIGHT;
        kinds[at] = (byte) kind.ordinal();
        clusters[at] = (byte) cluster;
        untracked = 0;
        return (int) next++ & 0xFFFF;
    }

    /**
     * Something leaves without a number (a stream for which the extension was not negotiated). It
     * counts for the rate that arrives with the packet after it.
     */
    public void addUntracked(int packetBytes) {
        untracked += packetBytes;
    }

    private void grow() {
        int old = sentNanos.length;
        int capacity = 2 * old;
        long[] newSent = new long[capacity];
        int[] newBytes = new int[capacity];
        int[] newUntracked = new int[capacity];
        byte[] newStates = new byte[capacity];
        byte[] newKinds = new byte[capacity];
        byte[] newClusters = new byte[capacity];
        // What no packet has been sent under must not look as if it were in flight.
        Arrays.fill(newStates, TOLD_ARRIVED);
        for (long sequence = next - old; sequence < next; sequence++) {
            int from = (int) sequence & (old - 1);
            int to = (int) sequence & (capacity - 1);
            newSent[to] = sentNanos[from];
            newBytes[to] = bytes[from];
            newUntracked[to] = untrackedBytes[from];
            newStates[to] = states[from];
            newKinds[to] = kinds[from];
            newClusters[to] = clusters[from];
        }
        sentNanos = newSent;
        bytes = newBytes;
        untrackedBytes = newUntracked;
        states = newStates;
        kinds = newKinds;
        clusters = newClusters;
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
        long baseTicks = unwrapReference(feedback.referenceTime()) * TICKS_PER_REFERENCE;
        long referenceTicks = (long) feedback.referenceTime() * TICKS_PER_REFERENCE;
        feedback.rewind();
        while (feedback.next()) {
            long sequence = lastSentAs(feedback.sequenceNumber());
            if (sequence < 0 || sequence < next - sentNanos.length) {
                ignored++;
                continue;
            }
            int at = (int) sequence & (sentNanos.length - 1);
            if (!feedback.isReceived()) {
                if (states[at] == IN_FLIGHT) {
                    states[at] = TOLD_LOST;
                    losses++;
                    tell(sequence, LOST, false);
                }
            } else if (states[at] == TOLD_ARRIVED) {
                ignored++;
            } else {
                boolean lostBefore = states[at] == TOLD_LOST;
                states[at] = TOLD_ARRIVED;
                arrivals++;
                long ticks = baseTicks + feedback.arrivalTicks() - referenceTicks;
                tell(sequence, ticks * TransportFeedback.TICK_NANOS, lostBefore);
                long elapsed = nowNanos - sentNanos[at];
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
        return sentNanos[at(index)];
    }

    /** Its bytes on the network. */
    public int bytes(int index) {
        return bytes[at(index)];
    }

    /** Bytes sent without a number since the packet before it. */
    public int untrackedBytes(int index) {
        return untrackedBytes[at(index)];
    }

    /** What it was for. */
    public PacketKind kind(int index) {
        return KINDS[kinds[at(index)]];
    }

    /** The probe it belonged to, 1 to 255, or 0. */
    public int cluster(int index) {
        return clusters[at(index)] & 0xFF;
    }

    private int at(int index) {
        return (int) toldSequences[index] & (sentNanos.length - 1);
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
        return sentNanos.length;
    }
}
