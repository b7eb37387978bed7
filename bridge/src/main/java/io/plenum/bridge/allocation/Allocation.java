package io.plenum.bridge.allocation;

/**
 * Divides a viewer's downlink among its slots. Decides only by its arguments and by what the slots
 * were given before; reads no clock.
 *
 * <p>In this order, each as far as what is left carries it:
 *
 * <ol>
 *   <li>audio, which is taken off first,
 *   <li>every visible slot the least that its publisher sends,
 *   <li>every visible slot the lowest picture at half its frame rate, then, if no screen is shared,
 *       who comes before others the next picture, so that it is the sharpest, then everybody the
 *       full rate,
 *   <li>shared screens all that they may have, then what is pinned, then who speaks,
 *   <li>the others by turns, one step each.
 * </ol>
 *
 * <p>The second is given without a limit as long as nothing is known of the downlink, and for a
 * second and a half after the estimate has become too low for it: estimates dip. If then nobody is
 * given anything, the first is tried again now and then, since a downlink that carries nothing
 * tells nothing.
 *
 * <p>Within each, screens come before what is pinned, that before who speaks, and that before the
 * others in the order of the slots. What a slot has already it keeps as long as the estimate
 * carries it. More than it had it is given only if the estimate carries a good deal more, and not
 * soon after it was lowered; so an estimate that swings by a few per cent changes nothing.
 *
 * <p>The arrays are reused: allocating allocates nothing.
 */
public final class Allocation {
    /** An estimate that stands for none: everybody is given what it may have. */
    public static final long UNLIMITED_BPS = Long.MAX_VALUE / 1_000;

    /** What is kept for each voice: Opus, its headers, and some redundancy. */
    public static final long VOICE_BPS = 60_000;

    /** What is given anew must fit into this share of the estimate. */
    private static final double RISING_SHARE = 1 / 1.15;

    /** How long everybody is off before the first is tried again. */
    private static final long SHORTEST_TRY_NANOS = 3_000_000_000L;

    /** The same after it has failed again and again. */
    private static final long LONGEST_TRY_NANOS = 24_000_000_000L;

    /** A try that failed longer ago is none. */
    private static final long FORGOTTEN_NANOS = 60_000_000_000L;

    private int[] order = new int[4];
    private long left;
    private long leftForRising;
    private long wantedBps;
    private boolean allOff;
    private long allOffNanos;
    private boolean tried;
    private long triedNanos;
    private long tryNanos = SHORTEST_TRY_NANOS;

    /**
     * Gives every slot its layers.
     *
     * @param slots the viewer's video slots
     * @param count how many of them there are
     * @param estimateBps what the downlink carries, audio included, bits per second
     * @param estimateKnown whether that rests on what the viewer tells, or is assumed
     * @param voices audio slots that show somebody
     * @param serverLoaded whether the server gets behind
     * @param nowNanos monotonic
     */
    public void allocate(
            AllocationSlot[] slots,
            int count,
            long estimateBps,
            boolean estimateKnown,
            int voices,
            boolean serverLoaded,
            long nowNanos) {
        wantedBps = voices * VOICE_BPS;
        left = estimateBps - wantedBps;
        leftForRising = (long) (estimateBps * RISING_SHARE) - wantedBps;
        for (int i = 0; i < count; i++) {
            slots[i].prepare(serverLoaded);
            wantedBps += slots[i].bps(slots[i].cap);
        }
        sort(slots, count);
        for (int i = 0; i < count; i++) {
            AllocationSlot slot = slots[order[i]];
            raise(slot, 0, nowNanos);
            if (!slot.isStarving()) {
                slot.onAfforded();
            } else if (!estimateKnown || slot.mayLinger(nowNanos)) {
                force(slot);
            }
        }
        tryAgain(slots, count, nowNanos);
        for (int i = 0; i < count; i++) {
            AllocationSlot slot = slots[order[i]];
            raise(slot, slot.lastOfFirstPicture() - 1, nowNanos);
        }
        boolean screenFirst = count > 0 && slots[order[0]].isScreen();
        for (int i = 0; !screenFirst && i < count && slots[order[i]].priority() > 0; i++) {
            AllocationSlot slot = slots[order[i]];
            raiseWhole(slot, slot.lastOfFirstPicture() + 1, nowNanos);
        }
        for (int i = 0; i < count; i++) {
            AllocationSlot slot = slots[order[i]];
            raise(slot, slot.lastOfFirstPicture(), nowNanos);
        }
        for (int i = 0; i < count && slots[order[i]].priority() > 0; i++) {
            AllocationSlot slot = slots[order[i]];
            raise(slot, slot.cap, nowNanos);
        }
        boolean risen = true;
        while (risen) {
            risen = false;
            for (int i = 0; i < count; i++) {
                AllocationSlot slot = slots[order[i]];
                risen |= raise(slot, slot.step + 1, nowNanos);
            }
        }
        for (int i = 0; i < count; i++) {
            slots[i].settle(nowNanos);
        }
    }

    /** Gives a slot its least though it is more than is left. */
    private void force(AllocationSlot slot) {
        slot.step = 0;
        left -= slot.bps(0);
        leftForRising -= slot.bps(0);
    }

    /** If everybody is off for want of bandwidth, the first is given its least for a while. */
    private void tryAgain(AllocationSlot[] slots, int count, long nowNanos) {
        AllocationSlot first = null;
        for (int i = 0; i < count; i++) {
            AllocationSlot slot = slots[order[i]];
            if (slot.step != AllocationSlot.OFF) {
                allOff = false;
                return;
            }
            if (first == null && slot.isStarving()) {
                first = slot;
            }
        }
        if (first == null) {
            return;
        }
        if (!allOff) {
            boolean failed = tried && nowNanos - triedNanos < FORGOTTEN_NANOS;
            tryNanos = failed ? Math.min(2 * tryNanos, LONGEST_TRY_NANOS) : SHORTEST_TRY_NANOS;
            allOff = true;
            allOffNanos = nowNanos;
        } else if (nowNanos - allOffNanos >= tryNanos) {
            tried = true;
            triedNanos = nowNanos;
            allOff = false;
            force(first);
        }
    }

    /** By priority, and by their place where that is the same. */
    private void sort(AllocationSlot[] slots, int count) {
        if (order.length < count) {
            order = new int[Math.max(count, 2 * order.length)];
        }
        for (int i = 0; i < count; i++) {
            int at = i;
            while (at > 0 && slots[order[at - 1]].priority() < slots[i].priority()) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
    }

    /** Gives a slot more, step by step, up to {@code to}; says whether it was given any. */
    private boolean raise(AllocationSlot slot, int to, long nowNanos) {
        boolean risen = false;
        int last = Math.min(to, slot.cap);
        while (slot.step < last) {
            long more = slot.bps(slot.step + 1) - slot.bps(slot.step);
            if (more > left) {
                return risen;
            }
            boolean isNew = slot.isAbove(slot.step + 1);
            if (isNew && (more > leftForRising || !slot.mayRise(nowNanos))) {
                return risen;
            }
            left -= more;
            leftForRising -= more;
            slot.step++;
            risen = true;
        }
        return risen;
    }

    /** Gives a slot all up to {@code to}, or nothing. */
    private void raiseWhole(AllocationSlot slot, int to, long nowNanos) {
        long leftBefore = left;
        long leftForRisingBefore = leftForRising;
        int stepBefore = slot.step;
        raise(slot, to, nowNanos);
        if (slot.step < to) {
            left = leftBefore;
            leftForRising = leftForRisingBefore;
            slot.step = stepBefore;
        }
    }

    /** What the slots would take if the downlink carried everything, bits per second. */
    public long wantedBps() {
        return wantedBps;
    }
}
