package io.plenum.loadtests.report;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run counted while it measured.
 *
 * @param seconds that it measured
 * @param packets media packets received, retransmissions included
 * @param sent media packets sent to the server
 * @param notSent datagrams our kernel did not take
 * @param lost numbers that were skipped
 * @param reordered numbers that came after a higher one
 * @param thrownAway by the simulated link
 * @param askedFor by NACK
 * @param repeated retransmissions received
 * @param repaired of them: those that brought what was missing
 * @param broken packets that could not be decrypted or are not what was sent
 * @param outOfOrder payloads of one source in another order than sent
 * @param connected participants
 * @param failures participants that failed, by reason
 * @param kernelStamps whether delays end when the kernel stamped the datagram, and not when it was
 *     read
 * @param delay from before our send call to the arrival at a viewer's socket, sampled participants,
 *     ms
 * @param join from the first signalling message to the SRTP keys, ms
 * @param lateJoin the same of those who came while it measured
 * @param firstMedia from the first signalling message to the first media packet, ms
 */
public record LoadFigures(
        double seconds,
        long packets,
        long bytes,
        long sent,
        long notSent,
        long lost,
        long reordered,
        long thrownAway,
        long askedFor,
        long repeated,
        long repaired,
        long broken,
        long outOfOrder,
        long unreachable,
        long connected,
        SortedMap<String, Long> failures,
        boolean kernelStamps,
        DelayFigures delay,
        DelayFigures join,
        DelayFigures lateJoin,
        DelayFigures firstMedia) {
    /** Copies the map. */
    public LoadFigures {
        failures = new TreeMap<>(failures);
    }
}
