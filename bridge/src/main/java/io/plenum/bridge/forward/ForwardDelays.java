package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.receive.MediaPacket;

/**
 * Measures how long packets were on their way through the machine: keeps the arrival times of what
 * a cycle forwards until the cycle has handed everything to the kernel. So a packet's delay is that
 * of the last of its copies.
 *
 * <p>Owns no clock. Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
public final class ForwardDelays {
    /** A cycle forwards fewer as a rule; further ones are not measured. */
    private static final int CAPACITY = 512;

    private final Counters counters;
    private final long[] arrivalNanos = new long[CAPACITY];
    private int count;

    ForwardDelays(Counters counters) {
        this.counters = counters;
    }

    void onForwarded(MediaPacket[] packets, int forwarded) {
        for (int i = 0; i < forwarded && count < CAPACITY; i++) {
            arrivalNanos[count++] = packets[i].arrivalNanos();
        }
    }

    /**
     * Everything that was forwarded is with the kernel.
     *
     * @param nowNanos monotonic
     */
    public void onLeft(long nowNanos) {
        for (int i = 0; i < count; i++) {
            counters.observe(Distribution.FORWARD_DELAY, Math.max(0, nowNanos - arrivalNanos[i]));
        }
        count = 0;
    }
}
