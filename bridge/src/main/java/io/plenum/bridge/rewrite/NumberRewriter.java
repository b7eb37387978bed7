package io.plenum.bridge.rewrite;

/**
 * Gives what passes of one source unbroken numbers (sequence numbers, VP8 picture identifiers)
 * although some of it is left out. What was lost on the way here keeps its number, so that the
 * viewer sees the loss, asks for it, and can be served when it arrives late; what is left out on
 * purpose has none, and the numbers close over it.
 *
 * <p>Numbers are 64 bits wide here and do not wrap. Late numbers are mapped as their neighbours
 * were when they passed: the last {@value #SPANS} places where something was left out are
 * remembered.
 *
 * <p>Not thread safe. Allocates only when a number is left out for the first time.
 */
public final class NumberRewriter {
    /** Answer for a number that has no counterpart. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int SPANS = 64;

    /**
     * Numbers that a slot skips at most at once. A source that jumps further has begun anew or
     * means harm: behind half of the 65536 numbers a viewer would take the jump for one backwards
     * and could not decrypt the slot any more (RFC 3711 section 3.3.1).
     */
    private static final int MAX_GAP = 1 << 13;

    private static final long[] NO_SPANS = {};

    private long openFirst;
    private long openShift;
    private long highest;

    /** Closed spans, a ring: first number, number after the last, what is added. */
    private long[] firsts = NO_SPANS;

    private long[] ends = NO_SPANS;
    private long[] shifts = NO_SPANS;
    private int newest;
    private int count;

    /**
     * @param first first number of the source that passes
     * @param out the number it gets
     */
    public NumberRewriter(long first, long out) {
        openFirst = first;
        openShift = out - first;
        highest = first - 1;
    }

    /** Whether the number is higher than all that passed or were left out. */
    public boolean isNew(long number) {
        return number > highest;
    }

    /** The number that the next higher one of the source would get. */
    public long next() {
        return highest + 1 + openShift;
    }

    /**
     * The slot's number for a number that passes; {@link #NONE} if it comes from before the first,
     * was left out, or is too old to be known.
     */
    public long rewrite(long number) {
        if (number >= openFirst) {
            skipTo(number);
            highest = Math.max(highest, number);
            return number + openShift;
        }
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (SPANS - 1);
            if (number >= firsts[at]) {
                return number < ends[at] ? number + shifts[at] : NONE;
            }
        }
        return NONE;
    }

    /**
     * Leaves a number out: the next higher one gets the number it would have had.
     *
     * @throws IllegalArgumentException unless {@link #isNew}
     */
    public void leaveOut(long number) {
        if (!isNew(number)) {
            throw new IllegalArgumentException(number + " has its counterpart already");
        }
        skipTo(number);
        if (number > openFirst) {
            close(number);
        }
        openFirst = number + 1;
        openShift--;
        highest = number;
    }

    /** Shortens the gap before a number that lies far ahead. */
    private void skipTo(long number) {
        long excess = number - highest - 1 - MAX_GAP;
        if (excess > 0) {
            if (highest >= openFirst) {
                close(highest + 1);
            }
            openFirst = number;
            openShift -= excess;
            highest = number - 1;
        }
    }

    private void close(long end) {
        if (firsts.length == 0) {
            firsts = new long[SPANS];
            ends = new long[SPANS];
            shifts = new long[SPANS];
        }
        newest = (newest + 1) & (SPANS - 1);
        count = Math.min(count + 1, SPANS);
        firsts[newest] = openFirst;
        ends[newest] = end;
        shifts[newest] = openShift;
    }

    /** The source's number behind one of the slot's, or {@link #NONE} if it has none (any more). */
    public long source(long out) {
        long number = out - openShift;
        if (number >= openFirst) {
            return number <= highest ? number : NONE;
        }
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (SPANS - 1);
            number = out - shifts[at];
            if (number >= firsts[at]) {
                return number < ends[at] ? number : NONE;
            }
        }
        return NONE;
    }
}
