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
    }

    private int entry(long sequence) {
        if (sequences.length == 0) {
            sequences = new long[REMEMBERED];
            sentNanos = new long[REMEMBERED];
            Arrays.fill(sequences, Long.MIN_VALUE);
        }
        return (int) sequence & (REMEMBERED - 1);
    }

    /**
     * Whether a packet may be repeated now; if so it counts as repeated.
     *
     * @param sequence of the slot, with its roll-overs
     * @param roundTripNanos to the viewer and back
     */
    public boolean take(long sequence, long nowNanos, long roundTripNanos) {
        if (credit == 0) {
            return false;
        }
        int at = entry(sequence);
        if (sequences[at] == sequence && nowNanos - sentNanos[at] < roundTripNanos) {
            return false;
        }
        sequences[at] = sequence;
        sentNanos[at] = nowNanos;
        credit--;
        return true;
    }
}
