package io.plenum.bridge.api;

import io.plenum.bridge.counts.Count;
import java.util.Map;

/**
 * A bridge's state at one moment.
 *
 * @param rooms rooms with at least one peer
 * @param peers peers in them
 * @param counts sums over all loops, every {@link Count} present
 */
public record BridgeStatistics(int rooms, int peers, Map<Count, Long> counts) {
    /** Copies the map. */
    public BridgeStatistics {
        counts = Map.copyOf(counts);
    }

    /** One total. */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }
}
