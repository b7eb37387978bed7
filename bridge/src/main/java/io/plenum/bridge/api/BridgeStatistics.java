package io.plenum.bridge.api;

import io.plenum.bridge.counts.Count;
import java.util.List;
import java.util.Map;

/**
 * A bridge's state at one moment.
 *
 * @param rooms rooms with at least one peer
 * @param peers peers in them
 * @param counts sums over all loops, every {@link Count} present
 * @param ciphers whose ciphers protect the media; empty until the trial beside the start has ended
 */
public record BridgeStatistics(
        int rooms, int peers, Map<Count, Long> counts, List<CipherReport> ciphers) {
    /** Copies map and list. */
    public BridgeStatistics {
        counts = Map.copyOf(counts);
        ciphers = List.copyOf(ciphers);
    }

    /** One total. */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }
}
