package io.plenum.bridge.cc;

/**
 * Groups packets that were sent in one burst (within 5 ms) and gives the differences between
 * neighbouring groups (draft-ietf-rmcat-gcc-02 sections 5.1 and 5.2). Packets that the path held
 * back and delivers at once belong to one group too, whenever they were sent.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class InterArrival {
    /** gcc-02 section 5.2: groups of bursts that begin within 5 ms. */
    static final long BURST_NANOS = 5_000_000L;

    private static final long MAX_BURST_NANOS = 100_000_000L;

    /** The viewer's clock and ours part by more only when one was set. */
    private static final long MAX_CLOCK_STEP_NANOS = 3_000_000_000L;

    private static final int MAX_REORDERED = 3;

    private boolean hasCurrent;
    private boolean hasPrevious;
    private long firstSent;
    private long lastSent;
    private long firstArrival;
    private long lastArrival;
    private long lastNow;
    private long previousSent;
    private long previousArrival;
    private long previousNow;
    private int reordered;

    private long sentDeltaNanos;
    private long arrivalDeltaNanos;

    /** No packet yet. */
    public InterArrival() {
        // The fields say it.
    }

    /**
     * A packet arrived.
     *
     * @param nowNanos when that was told, to notice jumps of the viewer's clock
     * @return whether it closed a group, so that there are differences to read
     */
    public boolean onPacket(long sentNanos, long arrivalNanos, long nowNanos) {
        if (!hasCurrent) {
            begin(sentNanos, arrivalNanos, nowNanos);
            return false;
        }
        if (sentNanos - firstSent < 0) {
            // Overtaken by a packet of a later group.
            return false;
        }
        boolean closed = false;
        if (beginsGroup(sentNanos, arrivalNanos)) {
            closed = hasPrevious && close();
            if (!hasCurrent) {
                begin(sentNanos, arrivalNanos, nowNanos);
                return false;
            }
            hasPrevious = true;
            previousSent = lastSent;
            previousArrival = lastArrival;
            previousNow = lastNow;
            begin(sentNanos, arrivalNanos, nowNanos);
            return closed;
        }
        lastSent = sentNanos - lastSent > 0 ? sentNanos : lastSent;
        lastArrival = arrivalNanos - lastArrival > 0 ? arrivalNanos : lastArrival;
        lastNow = nowNanos;
        return closed;
    }

    private void begin(long sentNanos, long arrivalNanos, long nowNanos) {
        hasCurrent = true;
        firstSent = sentNanos;
        lastSent = sentNanos;
        firstArrival = arrivalNanos;
        lastArrival = arrivalNanos;
        lastNow = nowNanos;
    }

    private boolean beginsGroup(long sentNanos, long arrivalNanos) {
        long arrivalDelta = arrivalNanos - lastArrival;
        long sentDelta = sentNanos - lastSent;
        boolean heldBack =
                arrivalDelta - sentDelta < 0
                        && arrivalDelta <= BURST_NANOS
                        && arrivalNanos - firstArrival < MAX_BURST_NANOS;
        return !heldBack && sentNanos - firstSent > BURST_NANOS;
    }

    private boolean close() {
        long sentDelta = lastSent - previousSent;
        long arrivalDelta = lastArrival - previousArrival;
        long step = arrivalDelta - (lastNow - previousNow);
        if (step >= MAX_CLOCK_STEP_NANOS || -step >= MAX_CLOCK_STEP_NANOS) {
            reset();
            return false;
        }
        if (arrivalDelta < 0) {
            reordered++;
            if (reordered >= MAX_REORDERED) {
                reset();
            }
            return false;
        }
        reordered = 0;
        sentDeltaNanos = sentDelta;
        arrivalDeltaNanos = arrivalDelta;
        return true;
    }

    /** Forgets everything. */
    public void reset() {
        hasCurrent = false;
        hasPrevious = false;
        reordered = 0;
    }

    /** From the last packet of one group to the last of the next, as sent. */
    public long sentDeltaNanos() {
        return sentDeltaNanos;
    }

    /** The same as arrived, 0 or more. */
    public long arrivalDeltaNanos() {
        return arrivalDeltaNanos;
    }

    /** When the last packet of the newer of the two groups arrived, on the viewer's clock. */
    public long groupArrivalNanos() {
        return previousArrival;
    }
}
