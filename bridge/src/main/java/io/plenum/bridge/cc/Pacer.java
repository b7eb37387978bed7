package io.plenum.bridge.cc;

/**
 * Spreads a viewer's video over time. Audio and retransmissions never wait: they are sent at once
 * and only told here. Video waits as a reference (slot and sequence number), never as a copy, and
 * leaves in bursts of what 5 ms allow, so that the packets of a burst can be one segmented send.
 * While a probe is sent, its rate is the pace, and what media does not fill is padding.
 *
 * <p>The pace goes up as packets wait, so that nothing waits longer than {@link #DRAIN_NANOS} while
 * the loop runs in time. What waits longer than {@link #MAX_AGE_NANOS} all the same, or does not
 * fit, is to be dropped with all that waits for its slot: better a picture that stands still until
 * the next independent one than delay that never ends.
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing per packet.
 */
public final class Pacer {
    /** A burst is what the pace allows in this time, or one packet. */
    public static final long BURST_NANOS = 5_000_000L;

    /** Bursts of a probe: the loop's timers tick every millisecond. */
    static final long PROBE_BURST_NANOS = 2_000_000L;

    /**
     * libwebrtc's factor: key frames and pictures of several senders leave faster than on average.
     */
    static final double PACE = 2.5;

    static final long DRAIN_NANOS = 250_000_000L;

    /**
     * The same before anything was heard of the viewer: its first picture is small, and everybody
     * waits for it.
     */
    static final long FIRST_DRAIN_NANOS = 50_000_000L;

    /** What is about to have waited for so long leaves within this. */
    private static final long LAST_NANOS = 10_000_000L;

    static final long MAX_AGE_NANOS = 500_000_000L;
    static final int MAX_PACKETS = 1_024;

    private static final long NEVER_NANOS = 3_600_000_000_000L;
    private static final int MIN_CAPACITY = 32;
    private static final int MIN_PADDING = 50;
    private static final int MAX_PADDING = 1_200;

    private final ProbeController probes;
    private double estimateBps;
    private long drainNanos = DRAIN_NANOS;

    private int[] slots = new int[MIN_CAPACITY];
    private long[] sequences = new long[MIN_CAPACITY];
    private int[] bytes = new int[MIN_CAPACITY];
    private long[] addedNanos = new long[MIN_CAPACITY];
    private long first;
    private long next;
    private long queuedBytes;

    private double tokens;
    private boolean started;
    private long lastNanos;
    private boolean inBurst;

    private int slot;
    private long sequence;

    /**
     * @param probes whose active probe sets the pace
     */
    public Pacer(ProbeController probes) {
        this.probes = probes;
    }

    /** The estimate; the pace is {@value #PACE} times as much. */
    public void setEstimate(double bps) {
        estimateBps = bps;
    }

    /** Whether nothing was heard of the viewer yet. */
    public void setFirst(boolean first) {
        drainNanos = first ? FIRST_DRAIN_NANOS : DRAIN_NANOS;
    }

    /** Whether video may be sent at once: nothing waits and the burst is not spent. */
    public boolean mayPass(long nowNanos) {
        refill(nowNanos);
        return first == next && tokens > 0;
    }

    /** Anything was sent, whether it waited here or not. */
    public void onSent(int sentBytes, long nowNanos) {
        refill(nowNanos);
        tokens -= sentBytes;
    }

    private void refill(long nowNanos) {
        if (nowNanos == lastNanos && started) {
            return; // another packet of the same moment
        }
        double seconds = started ? Math.max(0, (nowNanos - lastNanos) / 1e9) : 0;
        double burst = burstBytes();
        if (!started) {
            tokens = burst;
        }
        started = true;
        lastNanos = nowNanos;
        // Debts of audio and retransmissions must not hold video back for long.
        tokens = Math.clamp(tokens + paceBps() / 8 * seconds, -4 * Math.max(burst, 1_500), burst);
    }

    private double burstBytes() {
        long nanos = probes.active() == null ? BURST_NANOS : PROBE_BURST_NANOS;
        return Math.max(1, paceBps() / 8 * nanos / 1e9);
    }

    /** Bits per second at which video leaves now. */
    public double paceBps() {
        ProbeCluster probe = probes.active();
        double base = probe == null ? PACE * estimateBps : probe.rateBps();
        if (first == next) {
            return base;
        }
        long age = lastNanos - addedNanos[(int) first & (slots.length - 1)];
        return Math.max(base, queuedBytes * 8e9 / Math.max(drainNanos - age, LAST_NANOS));
    }

    /**
     * Lets a packet wait.
     *
     * @param ofSlot of the viewer
     * @param ofSequence by which the slot finds it again in its publisher's history
     * @return whether there is room; if not, it must be dropped, and those after it up to the next
     *     picture that needs nothing of it
     */
    public boolean add(int ofSlot, long ofSequence, int packetBytes, long nowNanos) {
        int waiting = waiting();
        if (waiting >= MAX_PACKETS) {
            return false;
        }
        if (waiting == slots.length) {
            grow();
        }
        int at = (int) next & (slots.length - 1);
        slots[at] = ofSlot;
        sequences[at] = ofSequence;
        bytes[at] = packetBytes;
        addedNanos[at] = nowNanos;
        next++;
        queuedBytes += packetBytes;
        return true;
    }

    private void grow() {
        int old = slots.length;
        int[] newSlots = new int[2 * old];
        long[] newSequences = new long[2 * old];
        int[] newBytes = new int[2 * old];
        long[] newAdded = new long[2 * old];
        for (long i = first; i < next; i++) {
            int from = (int) i & (old - 1);
            int to = (int) i & (2 * old - 1);
            newSlots[to] = slots[from];
            newSequences[to] = sequences[from];
            newBytes[to] = bytes[from];
            newAdded[to] = addedNanos[from];
        }
        slots = newSlots;
        sequences = newSequences;
        bytes = newBytes;
        addedNanos = newAdded;
    }

    /**
     * Takes the next packet that may leave now; {@link #slot} and {@link #sequence} name it. The
     * caller sends it and says so ({@link #onSent}) before it asks again.
     *
     * @return whether there is one
     */
    public boolean next(long nowNanos) {
        refill(nowNanos);
        if (first == next) {
            inBurst = false;
            return false;
        }
        // A burst begins when it is whole and lasts until it is spent.
        if (!inBurst && tokens < Math.min(burstBytes(), bytes[(int) first & (slots.length - 1)])) {
            return false;
        }
        inBurst = tokens > 0;
        if (!inBurst) {
            return false;
        }
        int at = (int) first & (slots.length - 1);
        slot = slots[at];
        sequence = sequences[at];
        queuedBytes -= bytes[at];
        first++;
        return true;
    }

    /**
     * A slot of which something waits too long; the caller drops all that waits for it, see {@link
     * #forget}.
     *
     * @return the slot, or -1
     */
    public int overdueSlot(long nowNanos) {
        int oldest = (int) first & (slots.length - 1);
        boolean overdue = first < next && nowNanos - addedNanos[oldest] > MAX_AGE_NANOS;
        return overdue ? slots[oldest] : -1;
    }

    /** Slot of the packet taken last. */
    public int slot() {
        return slot;
    }

    /** Sequence number of the packet taken last. */
    public long sequence() {
        return sequence;
    }

    /**
     * Bytes of padding that the active probe wants now, after {@link #next} has said no; 0 if none.
     * The caller sends one packet of about this size, says so, and asks again.
     */
    public int paddingBytes(long nowNanos) {
        ProbeCluster probe = probes.active();
        if (probe == null || first != next) {
            return 0;
        }
        int due = probe.dueBytes(nowNanos);
        int quantum = (int) (probe.rateBps() / 8 * PROBE_BURST_NANOS / 1e9);
        return due <= 0 ? 0 : Math.clamp(Math.max(due, quantum), MIN_PADDING, MAX_PADDING);
    }

    /**
     * When {@link #next} or {@link #paddingBytes} will have something; far off if nothing waits.
     */
    public long deadlineNanos(long nowNanos) {
        ProbeCluster probe = probes.active();
        if (first == next) {
            return probe == null ? nowNanos + NEVER_NANOS : later(probe.nextNanos(), nowNanos);
        }
        double burst = Math.min(burstBytes(), bytes[(int) first & (slots.length - 1)]);
        double missing = burst - tokens;
        long wait = missing <= 0 ? 0 : (long) Math.ceil(missing * 8e9 / paceBps());
        return later(lastNanos + wait, nowNanos);
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    /** Packets that wait. */
    public int waiting() {
        return (int) (next - first);
    }

    /** Bytes that wait. */
    public long queuedBytes() {
        return queuedBytes;
    }

    /**
     * Nothing waits any more for a slot that is gone, or shows something else, or is overdue.
     *
     * @return how many packets waited for it
     */
    public int forget(int ofSlot) {
        int before = waiting();
        long kept = first;
        for (long i = first; i < next; i++) {
            int from = (int) i & (slots.length - 1);
            if (slots[from] == ofSlot) {
                queuedBytes -= bytes[from];
                continue;
            }
            int to = (int) kept & (slots.length - 1);
            slots[to] = slots[from];
            sequences[to] = sequences[from];
            bytes[to] = bytes[from];
            addedNanos[to] = addedNanos[from];
            kept++;
        }
        next = kept;
        return before - waiting();
    }
}
