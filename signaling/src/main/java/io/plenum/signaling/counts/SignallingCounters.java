package io.plenum.signaling.counts;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The signalling layer's counters. Thread safe. */
public final class SignallingCounters {
    private final Map<SignallingCount, LongAdder> adders = new EnumMap<>(SignallingCount.class);

    /** All at zero. */
    public SignallingCounters() {
        for (SignallingCount count : SignallingCount.values()) {
            adders.put(count, new LongAdder());
        }
    }

    /** Adds one. */
    public void increment(SignallingCount what) {
        LongAdder adder = adders.get(what);
        if (adder != null) {
            adder.increment();
        }
    }

    /** The total so far. */
    public long get(SignallingCount what) {
        LongAdder adder = adders.get(what);
        return adder == null ? 0 : adder.sum();
    }
}
