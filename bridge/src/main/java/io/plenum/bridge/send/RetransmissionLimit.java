package io.plenum.bridge.send;

import java.util.Arrays;

/**
 * Keeps a viewer's NACKs from costing more than they can be worth: a packet is repeated once per
 * round trip, because its last repetition may still be under way, and a slot may repeat about as
 * much as it sends.
 *
 * <p>Owns no clock. Not thread safe.
 */
public final class RetransmissionLimit {
    /**
     * Packets that may be repeated at once before anything else was sent: half a second of video.
     */
    private static final int INITIAL_CREDIT = 64;

    private static final int MAX_CREDIT = 1_024;
    private static final int REMEMBERED = 256;
    private static final long[] NOTHING = {};

    private long[] sequences = NOTHING;
    private long[] sentNanos = NOTHING;
    private boolean[] repeated = {};
    private int credit = INITIAL_CREDIT;

    /** A packet was sent for the first time. */
    public void onSent() {
        if (credit < MAX_CREDIT) {
            credit++;
        }
    }

    /**
     * A packet was sent for the first time, but late: the viewer has asked for it meanwhile, and
     * that need not be answered.
     */
    public void onSentLate(long sequence, long nowNanos) {
        onSent();
        int at = entry(sequence);
        sequences[at] = sequence;
        sentNanos[at] = nowNanos;
        repeated[at] = false;
    }

    private int entry(long sequence) {
        if (sequences.length == 0) {
            sequences = new long[REMEMBERED];
            sentNanos = new long[REMEMBERED];
            repeated = new boolean[REMEMBERED];
            Arrays.fill(sequences, Long.MIN_VALUE);
        }
        return (int) sequence & (REMEMBERED - 1);
    }

    /**
     * How often a packet may be repeated now; it counts as repeated. A packet that is asked for
     * again has been lost twice and has little time left, so it goes out twice.
     *
     * @param sequence of the slot, with its roll-overs
     * @param roundTripNanos to the viewer and back
     * @return 0, 1 or 2
     */
    public int take(long sequence, long nowNanos, long roundTripNanos) {
        int at = entry(sequence);
        boolean known = sequences[at] == sequence;
        if (credit == 0 || (known && nowNanos - sentNanos[at] < roundTripNanos)) {
            return 0;
        }
        int copies = known && repeated[at] && credit > 1 ? 2 : 1;
        sequences[at] = sequence;
        sentNanos[at] = nowNanos;
        repeated[at] = true;
        credit -= copies;
        return copies;
    }
}
