package io.plenum.bridge.api;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.Histogram;
import io.plenum.bridge.counts.MediaTotal;
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
 * @param media for each total the sums over all loops by codec, every {@link CountedCodec} present
 * @param distributions sums over all loops, every {@link Distribution} present
 * @param busyNanos for each loop how long it has worked so far, see {@link Count#BUSY_NANOS}
 * @param cycles for each loop how often it has turned so far, see {@link Count#CYCLES}
 * @param ciphers whose ciphers protect the media; empty until the trial beside the start has ended
 */
public record BridgeStatistics(
        int rooms,
        int peers,
        Map<Count, Long> counts,
        SortedMap<Integer, Long> sendRuns,
        Map<MediaTotal, Map<CountedCodec, Long>> media,
        Map<Distribution, Histogram> distributions,
        List<Long> busyNanos,
        List<Long> cycles,
        List<CipherReport> ciphers) {
    /** Copies maps and lists. */
    public BridgeStatistics {
        counts = Map.copyOf(counts);
        sendRuns = Collections.unmodifiableSortedMap(new TreeMap<>(sendRuns));
        media = Map.copyOf(media);
        distributions = Map.copyOf(distributions);
        busyNanos = List.copyOf(busyNanos);
        cycles = List.copyOf(cycles);
        ciphers = List.copyOf(ciphers);
    }

    /** One total. */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What was received or sent of one codec. */
    public long media(CountedCodec codec, MediaTotal total) {
        return media.getOrDefault(total, Map.of()).getOrDefault(codec, 0L);
    }
}
