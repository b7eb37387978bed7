package io.plenum.bridge.allocation;

import io.plenum.bridge.parameters.AllocationReason;
import java.util.Arrays;

/**
 * What a viewer's slots were given in the last five minutes, a sample a second: a byte for each of
 * its slots and sixteen for the viewer. Seven reasons fit into three bits.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class AllocationHistory {
    /** Samples that are kept. */
    public static final int SAMPLES = 300;

    /** Between two samples. */
    public static final long INTERVAL_NANOS = 1_000_000_000L;

    private static final AllocationReason[] REASONS = AllocationReason.values();
    private static final byte UNUSED = -1;
    private static final int REASON_BITS = 3;
    private static final int KBPS = 1_000;

    private final long[] nanos = new long[SAMPLES];
    private final int[] estimateKbps = new int[SAMPLES];
    private final int[] targetKbps = new int[SAMPLES];

    /** Encoding plus one, and reason, of each slot; sample by sample. */
    private byte[] slots = {};

    private int width;
    private int next;
    private int size;

    /** Whether it is time for another. */
    public boolean isDue(long nowNanos) {
        return size == 0 || nowNanos - nanos[(next + SAMPLES - 1) % SAMPLES] >= INTERVAL_NANOS;
    }

    /**
     * Takes a sample.
     *
     * @param estimateBps negative if there is none
     * @param of the viewer's slots
     * @param count how many of them there are
     */
    public void add(long estimateBps, AllocationSlot[] of, int count, long nowNanos) {
        if (count > width) {
            widen(count);
        }
        long target = 0;
        int at = next * width;
        for (int i = 0; i < width; i++) {
            boolean used = i < count && of[i].isUsed();
            slots[at + i] =
                    used
                            ? (byte)
                                    ((of[i].encoding() + 1) << REASON_BITS
                                            | of[i].reason().ordinal())
                            : UNUSED;
            target += used ? of[i].targetBps() : 0;
        }
        nanos[next] = nowNanos;
        estimateKbps[next] =
                estimateBps < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, estimateBps / KBPS);
        targetKbps[next] = (int) (target / KBPS);
        next = (next + 1) % SAMPLES;
        size = Math.min(size + 1, SAMPLES);
    }

    private void widen(int count) {
        byte[] wider = new byte[SAMPLES * count];
        Arrays.fill(wider, UNUSED);
        for (int i = 0; i < SAMPLES; i++) {
            System.arraycopy(slots, i * width, wider, i * count, width);
        }
        slots = wider;
        width = count;
    }

    /** The viewer's slots are others now: what was is known of the whole only. */
    public void forgetSlots() {
        Arrays.fill(slots, UNUSED);
    }

    /** Samples that there are. */
    public int size() {
        return size;
    }

    private int index(int sample) {
        return (next - size + sample + SAMPLES) % SAMPLES;
    }

    /** When a sample was taken, the oldest being 0; monotonic. */
    public long nanos(int sample) {
        return nanos[index(sample)];
    }

    /** What the downlink was estimated to carry, bits per second; -1 if it was not. */
    public long estimateBps(int sample) {
        int kbps = estimateKbps[index(sample)];
        return kbps < 0 ? -1 : (long) kbps * KBPS;
    }

    /** What all slots together were given, bits per second. */
    public long targetBps(int sample) {
        return (long) targetKbps[index(sample)] * KBPS;
    }

    /** Whether a slot showed something then. */
    public boolean isUsed(int sample, int slot) {
        return slot < width && slots[index(sample) * width + slot] != UNUSED;
    }

    /** What a slot was given; only if it {@link #isUsed}. */
    public int encoding(int sample, int slot) {
        return (slots[index(sample) * width + slot] >> REASON_BITS) - 1;
    }

    /** Why a slot was given nothing better; only if it {@link #isUsed}. */
    public AllocationReason reason(int sample, int slot) {
        return REASONS[slots[index(sample) * width + slot] & (1 << REASON_BITS) - 1];
    }
}
