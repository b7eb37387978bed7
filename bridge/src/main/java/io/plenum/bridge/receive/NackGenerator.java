package io.plenum.bridge.receive;

/**
 * Finds out what is missing of a stream and when to ask for it (generic NACK, RFC 4585 section
 * 6.2.1).
 *
 * <p>A gap is asked for at once unless the path has been seen to reorder: then as late as it was
 * seen to. What does not come is asked for again after a round trip, a bounded number of times. The
 * request may be lost as well as its answer, and a publisher that has answered ignores a second
 * request within a round trip, so the first repetition does not wait longer than that. After a
 * stall, or when more is missing than could be repaired, everything is given up: a key frame costs
 * less.
 *
 * <p>Owns no socket and reads no clock. Not thread safe. Allocates nothing per packet.
 */
public final class NackGenerator {
    /** Times a packet is asked for at most. */
    static final int MAX_REQUESTS = 10;

    /** What is older than this comes too late for any jitter buffer. */
    static final long MAX_AGE_NANOS = 1_000_000_000L;

    /** More missing at once than this is a stall and not loss: at 500 packets/s half a second. */
    static final int MAX_MISSING = 256;

    /** Longest wait for packets that may only have been overtaken. */
    static final long MAX_REORDER_NANOS = 30_000_000L;

    /**
     * A publisher does not repeat a packet twice within its round trip and 5 ms (libwebrtc,
     * RTPSender::OnReceivedNack), by a clock and an estimate of its own; asking just too soon costs
     * a whole round trip.
     */
    private static final long MARGIN_NANOS = 8_000_000L;

    private static final long MIN_INTERVAL_NANOS = 15_000_000L;

    /**
     * From this loss on a request is said twice, a little apart. It is lost as easily as its
     * answer, and a publisher ignores the second within a round trip, so it costs next to nothing.
     */
    private static final int LOSSY_PER_MILLE = 40;

    private static final long AGAIN_NANOS = 10_000_000L;

    private final int capacity;
    private final long[] sequences = new long[MAX_MISSING];
    private final long[] noticedNanos = new long[MAX_MISSING];
    private final long[] askedNanos = new long[MAX_MISSING];
    private final long[] dueNanos = new long[MAX_MISSING];
    private final byte[] requests = new byte[MAX_MISSING];

    /** Whether the last request is to be said a second time. */
    private final boolean[] again = new boolean[MAX_MISSING];

    /** Smoothed over a hundred packets or so. */
    private int lossPerMille;

    private int count;
    private boolean started;
    private long first;
    private long highest;
    private long nextNanos;
    private long reorderNanos;
    private long roundTripNanos;
    private boolean gaveUp;
    private boolean shed;
    private long roundTripSampleNanos = -1;
    private long requested;
    private long repaired;

    /**
     * @param historyPackets packets the stream keeps: what is further back is of no use
     */
    public NackGenerator(int historyPackets) {
        capacity = historyPackets;
    }

    /**
     * A packet arrived.
     *
     * @param sequence with its roll-overs, in any order
     * @param isRepair whether it came as a retransmission with a stream of its own (RFC 4588), so
     *     that it was not merely overtaken
     */
    public void onPacket(long sequence, boolean isRepair, long nowNanos) {
        if (!started) {
            started = true;
            first = sequence;
            highest = sequence;
        } else if (sequence > highest) {
            long gap = sequence - highest - 1;
            if (gap > 0 && shed) {
                giveUpAll();
            } else if (gap > MAX_MISSING - count || gap > capacity / 2) {
                giveUpAll();
            } else {
                for (long missing = highest + 1; missing < sequence; missing++) {
                    add(missing, nowNanos);
                }
                noteLoss((int) gap);
            }
            highest = sequence;
            shed = false;
        } else if (sequence >= first) {
            remove(sequence, isRepair, nowNanos);
        }
    }

    private void noteLoss(int gap) {
        lossPerMille -= (lossPerMille + 127) / 128;
        for (int i = 0; i < gap; i++) {
            lossPerMille += (1_000 - lossPerMille) / 128;
        }
    }

    private void add(long sequence, long nowNanos) {
        long due = nowNanos + reorderNanos;
        if (count == 0 || due - nextNanos < 0) {
            nextNanos = due;
        }
        sequences[count] = sequence;
        noticedNanos[count] = nowNanos;
        dueNanos[count] = due;
        requests[count] = 0;
        again[count] = false;
        count++;
    }

    private void remove(long sequence, boolean isRepair, long nowNanos) {
        int at = indexOf(sequence);
        if (at < 0) {
            return;
        }
        if (isRepair) {
            repaired++;
            if (requests[at] == 1) {
                roundTripSampleNanos = nowNanos - askedNanos[at];
            }
            reorderNanos -= reorderNanos / 16;
        } else if (requests[at] > 0 && nowNanos - askedNanos[at] >= roundTripNanos / 2) {
            // Without a stream of their own (audio) answers are told by the time they took.
            repaired++;
            reorderNanos -= reorderNanos / 16;
        } else {
            long lateness = nowNanos - noticedNanos[at];
            reorderNanos = Math.clamp(lateness + lateness / 4, reorderNanos, MAX_REORDER_NANOS);
        }
        removeAt(at);
    }

    private int indexOf(long sequence) {
        for (int i = count - 1; i >= 0; i--) {
            if (sequences[i] == sequence) {
                return i;
            }
        }
        return -1;
    }

    private void removeAt(int at) {
        int after = count - at - 1;
        System.arraycopy(sequences, at + 1, sequences, at, after);
        System.arraycopy(noticedNanos, at + 1, noticedNanos, at, after);
        System.arraycopy(askedNanos, at + 1, askedNanos, at, after);
        System.arraycopy(dueNanos, at + 1, dueNanos, at, after);
        System.arraycopy(requests, at + 1, requests, at, after);
        System.arraycopy(again, at + 1, again, at, after);
        count--;
    }

    /**
     * A packet of the stream arrived and was dropped unread, because there is more to do than time
     * to do it: what is missing up to the next packet is not asked for. It would come late, and
     * make the load worse that it was dropped for.
     */
    public void onShed() {
        shed = true;
    }

    private void giveUpAll() {
        count = 0;
        gaveUp = true;
    }

    /** Whether anything is missing that is still asked for. */
    public boolean pending() {
        return count > 0;
    }

    /** When {@link #poll} wants to be called next; only if {@link #pending}. */
    public long nextNanos() {
        return nextNanos;
    }

    /**
     * What must be asked for now.
     *
     * @param roundTripNanos to the publisher and back
     * @param into receives 16-bit sequence numbers, oldest first; {@link #MAX_MISSING} are enough
     * @return how many
     */
    public int poll(long nowNanos, long roundTripNanos, int[] into) {
        this.roundTripNanos = roundTripNanos;
        dropHopeless(nowNanos);
        long interval = Math.max(MIN_INTERVAL_NANOS, roundTripNanos + MARGIN_NANOS);
        int due = 0;
        for (int i = 0; i < count; i++) {
            if (nowNanos - dueNanos[i] >= 0 && due < into.length) {
                into[due++] = (int) sequences[i] & 0xFFFF;
                ask(i, interval, nowNanos);
            }
            if (i == 0 || dueNanos[i] - nextNanos < 0) {
                nextNanos = dueNanos[i];
            }
        }
        requested += due;
        return due;
    }

    private void ask(int i, long interval, long nowNanos) {
        if (again[i]) {
            again[i] = false;
            dueNanos[i] = askedNanos[i] + interval;
            return;
        }
        askedNanos[i] = nowNanos;
        requests[i]++;
        again[i] = lossPerMille > LOSSY_PER_MILLE && interval >= 2 * AGAIN_NANOS;
        dueNanos[i] = nowNanos + (again[i] ? AGAIN_NANOS : interval);
    }

    private void dropHopeless(long nowNanos) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean hopeless =
                    (requests[i] >= MAX_REQUESTS && nowNanos - dueNanos[i] >= 0)
                            || nowNanos - noticedNanos[i] > MAX_AGE_NANOS
                            || sequences[i] <= highest - capacity;
            if (!hopeless) {
                sequences[kept] = sequences[i];
                noticedNanos[kept] = noticedNanos[i];
                askedNanos[kept] = askedNanos[i];
                dueNanos[kept] = dueNanos[i];
                requests[kept] = requests[i];
                again[kept] = again[i];
                kept++;
            }
        }
        count = kept;
    }

    /** Whether so much was lost that only a key frame helps; answers true once per stall. */
    public boolean takeStall() {
        boolean stalled = gaveUp;
        gaveUp = false;
        return stalled;
    }

    /**
     * The time from a request to its answer, if one was answered since the last call, or -1: a
     * sample of the round trip.
     */
    public long takeRoundTripSample() {
        long sample = roundTripSampleNanos;
        roundTripSampleNanos = -1;
        return sample;
    }

    /** Packets missing and still asked for. */
    public int missing() {
        return count;
    }

    /** Packets asked for since the beginning, repetitions included. */
    public long requested() {
        return requested;
    }

    /** Packets that came after they were asked for. */
    public long repaired() {
        return repaired;
    }
}
