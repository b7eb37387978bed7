package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;

/**
 * Whether the loop gets behind: whether {@link io.plenum.bridge.receive.AgeLimit} drops, second
 * after second. A single pause is nothing that sending less would have prevented.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class ServerLoad {
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** Looks in a row at which something had been dropped. */
    private static final int LOOKS = 2;

    /** How long it lasts after that. */
    private static final long RELIEF_NANOS = 5_000_000_000L;

    private final Counters counters;
    private boolean begun;
    private long lookNanos;
    private long dropped;
    private int inARow;
    private boolean loaded;
    private long loadedNanos;

    ServerLoad(Counters counters) {
        this.counters = counters;
    }

    /** Whether less should be sent. Called as often as anyone wants to know. */
    public boolean isHigh(long nowNanos) {
        if (!begun) {
            begun = true;
            lookNanos = nowNanos;
            dropped = counters.get(Count.DROPPED_RTP_TOO_OLD);
        } else if (nowNanos - lookNanos >= LOOK_NANOS) {
            look(nowNanos);
        }
        return loaded;
    }

    private void look(long nowNanos) {
        long now = counters.get(Count.DROPPED_RTP_TOO_OLD);
        inARow = now == dropped ? 0 : inARow + 1;
        dropped = now;
        lookNanos = nowNanos;
        if (inARow >= LOOKS) {
            loaded = true;
            loadedNanos = nowNanos;
        } else if (nowNanos - loadedNanos >= RELIEF_NANOS) {
            loaded = false;
        }
    }
}
