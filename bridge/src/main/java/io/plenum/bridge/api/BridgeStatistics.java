package io.plenum.bridge.api;

import io.plenum.bridge.counts.Count;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bridge's state at one moment.
 *
 * @param rooms rooms with at least one peer
 * @param peers peers in them
 * @param counts sums over all loops, every {@link Count} present
 * @param sendRuns how many messages held how many datagrams of a run to one destination, 1 to 64;
 *     lengths that did not occur are not there, and none are where the kernel cuts nothing
 * @param ciphers whose ciphers protect the media; empty until the trial beside the start has ended
 */
public record BridgeStatistics(
        int rooms,
        int peers,
        Map<Count, Long> counts,
        SortedMap<Integer, Long> sendRuns,
        List<CipherReport> ciphers) {
    /** Copies maps and list. */
    public BridgeStatistics {
        counts = Map.copyOf(counts);
        sendRuns = Collections.unmodifiableSortedMap(new TreeMap<>(sendRuns));
        ciphers = List.copyOf(ciphers);
    }

    /** One total. */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }
}
