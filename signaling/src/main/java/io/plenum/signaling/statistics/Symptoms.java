package io.plenum.signaling.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.journal.Symptom.Cause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Judges what happened between two moments. Pure. */
final class Symptoms {
    /** Beyond it pictures suffer although lost packets are sent again. */
    static final double MUCH_LOSS = 0.05;

    /** Too few to tell a share of them. */
    static final long FEW_PACKETS = 50;

    /** People begin to talk at the same time. */
    static final long LONG_ROUND_TRIP_NANOS = 400_000_000L;

    /** Less than one small picture and voices. */
    static final long NARROW_BPS = 400_000;

    /** Less than a small and a middle picture and a voice. */
    static final long NARROW_UPLINK_BPS = 800_000;

    /** A client in trouble reports every ten seconds. */
    static final long CLIENT_REPORT_MILLIS = 15_000;

    static final double FULL_LOOP = 0.9;
    static final double MANY_FILES = 0.8;

    private Symptoms() {}

    /** What is wrong with a participant's path. */
    static List<Symptom> ofPeer(PeerStatistics before, PeerStatistics now) {
        List<Symptom> found = new ArrayList<>();
        addUplinkLoss(before, now, found);
        addDownlinkLoss(before, now, found);
        if (now.roundTripNanos() > LONG_ROUND_TRIP_NANOS) {
            found.add(
                    new Symptom(
                            Cause.LONG_ROUND_TRIP,
                            "A round trip takes %d ms."
                                    .formatted(now.roundTripNanos() / 1_000_000)));
        }
        boolean isSentVideo =
                now.sent().stream()
                        .anyMatch(each -> each.codec().video() && each.publication() != null);
        if (isSentVideo && now.estimateBps() >= 0 && now.estimateBps() < NARROW_BPS) {
            found.add(
                    new Symptom(
                            Cause.NARROW_DOWNLINK,
                            "The way to the participant is estimated to carry %d kbit/s."
                                    .formatted(now.estimateBps() / 1_000)));
        }
        return found;
    }

    private static void addUplinkLoss(
            PeerStatistics before, PeerStatistics now, List<Symptom> found) {
        Losses losses = new Losses();
        for (PeerStatistics.ReceivedStream each : before.received()) {
            losses.before(each.ssrc(), each.packets(), each.lost());
        }
        for (PeerStatistics.ReceivedStream each : now.received()) {
            losses.now(each.ssrc(), each.packets(), each.lost());
        }
        losses.tell(Cause.UPLINK_LOSS, "%s of what the participant sends does not arrive.", found);
    }

    private static void addDownlinkLoss(
            PeerStatistics before, PeerStatistics now, List<Symptom> found) {
        Losses losses = new Losses();
        for (PeerStatistics.SentStream each : before.sent()) {
            losses.before(each.ssrc(), each.packets(), each.lost());
        }
        for (PeerStatistics.SentStream each : now.sent()) {
            losses.now(each.ssrc(), each.packets(), each.lost());
        }
        losses.tell(
                Cause.DOWNLINK_LOSS,
                "%s of what is sent to the participant does not arrive.",
                found);
    }

    /** What was lost of the streams that were there at both times. */
    private static final class Losses {
        private record Sums(long packets, long lost) {}

        private final Map<Long, Sums> known = new HashMap<>();
        private long packets;
        private long lost;

        void before(long ssrc, long sumOfPackets, long sumOfLost) {
            known.put(ssrc, new Sums(sumOfPackets, sumOfLost));
        }

        void now(long ssrc, long sumOfPackets, long sumOfLost) {
            Sums then = known.get(ssrc);
            if (then != null) {
                packets += sumOfPackets - then.packets();
                lost += Math.max(0, sumOfLost - then.lost());
            }
        }

        void tell(Cause cause, String text, List<Symptom> found) {
            if (isMuch(lost, packets)) {
                found.add(new Symptom(cause, text.formatted(share(lost, packets))));
            }
        }
    }

    private static boolean isMuch(long lost, long packets) {
        return packets >= FEW_PACKETS && lost > MUCH_LOSS * packets;
    }

    private static String share(long lost, long packets) {
        return String.format(Locale.ROOT, "%.0f %%", Math.min(100.0, 100.0 * lost / packets));
    }

    /** What a participant's client says of its own side. */
    static List<Symptom> ofClient(Journal.ClientReport client, long nowMillis) {
        List<Symptom> found = new ArrayList<>();
        if (nowMillis - client.atMillis() > CLIENT_REPORT_MILLIS) {
            return found;
        }
        boolean isNarrow = false;
        boolean isSlow = false;
        double uplinkBps = -1;
        for (JsonNode each : client.report()) {
            String limitedBy = each.path("qualityLimitationReason").asText();
            isNarrow |= limitedBy.equals("bandwidth");
            isSlow |= limitedBy.equals("cpu");
            uplinkBps = Math.max(uplinkBps, each.path("availableOutgoingBitrate").asDouble(-1));
        }
        if (isNarrow && uplinkBps >= 0 && uplinkBps < NARROW_UPLINK_BPS) {
            found.add(
                    new Symptom(
                            Cause.NARROW_UPLINK,
                            String.format(
                                    Locale.ROOT,
                                    "The participant's browser estimates that %.0f kbit/s of what it sends get"
                                            + " through.",
                                    uplinkBps / 1_000)));
        }
        if (isSlow) {
            found.add(
                    new Symptom(
                            Cause.SLOW_COMPUTER,
                            "The participant's encoder says that the processor does not keep up."));
        }
        return found;
    }

    /** What is wrong with the certificate for HTTPS. */
    static List<Symptom> ofCertificate(Instant end, Instant now) {
        return now.isBefore(end)
                ? List.of()
                : List.of(
                        new Symptom(
                                Cause.CERTIFICATE_EXPIRED,
                                "The certificate expired on "
                                        + end.truncatedTo(ChronoUnit.SECONDS)
                                        + "."));
    }

    /**
     * What is wrong with the server.
     *
     * @param tooOld packets dropped because they had waited too long
     * @param load of the fullest loop, 0 to 1
     * @param openFiles share of the limit
     * @param stalledLoops loops that have not turned since the last time
     */
    static List<Symptom> ofServer(
            long tooOld, double load, double openFiles, List<Integer> stalledLoops) {
        List<Symptom> found = new ArrayList<>();
        if (tooOld > 0 || load > FULL_LOOP) {
            found.add(
                    new Symptom(
                            Cause.SERVER_OVERLOADED,
                            String.format(
                                    Locale.ROOT,
                                    "The fullest media loop works %.0f %% of the time; %d packets waited too long"
                                            + " and were dropped.",
                                    100 * load,
                                    tooOld)));
        }
        if (openFiles > MANY_FILES) {
            found.add(
                    new Symptom(
                            Cause.FILES_RUN_OUT,
                            String.format(
                                    Locale.ROOT,
                                    "%.0f %% of the files that the process may have open are.",
                                    100 * openFiles)));
        }
        if (!stalledLoops.isEmpty()) {
            found.add(
                    new Symptom(
                            Cause.LOOP_STALLED,
                            "Media loops that do not turn: " + stalledLoops + "."));
        }
        return found;
    }
}
