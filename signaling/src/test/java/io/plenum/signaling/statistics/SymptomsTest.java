package io.plenum.signaling.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.journal.Symptom.Cause;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Troubles as the numbers show them. */
class SymptomsTest {
    private static final long GOOD_ESTIMATE = 3_000_000;
    private static final long SHORT = 30_000_000;

    private static PeerStatistics peer(
            long roundTripNanos,
            long estimateBps,
            long received,
            long receivedLost,
            long sent,
            long sentLost) {
        return new PeerStatistics(
                "192.0.2.1:5000",
                roundTripNanos,
                estimateBps,
                List.of(
                        new PeerStatistics.ReceivedStream(
                                "p", 0, 7, CountedCodec.VP8, received, 0, receivedLost, 0, 1)),
                List.of(
                        new PeerStatistics.SentStream(
                                "1", 8, CountedCodec.VP8, "q", 0, 0, 0, sent, 0, sentLost)));
    }

    private static List<Cause> causes(PeerStatistics now) {
        return Symptoms.ofPeer(peer(SHORT, GOOD_ESTIMATE, 1_000, 10, 1_000, 10), now).stream()
                .map(Symptom::cause)
                .toList();
    }

    @Test
    void aGoodPathHasNone() {
        assertThat(causes(peer(SHORT, GOOD_ESTIMATE, 2_000, 40, 2_000, 40))).isEmpty();
    }

    @Test
    void aPublisherOnAMobileNetworkLosesWhatItSends() {
        List<Symptom> found =
                Symptoms.ofPeer(
                        peer(SHORT, GOOD_ESTIMATE, 1_000, 10, 1_000, 10),
                        peer(SHORT, GOOD_ESTIMATE, 2_000, 110, 2_000, 10));
        assertThat(found)
                .containsExactly(
                        new Symptom(
                                Cause.UPLINK_LOSS,
                                "10 % of what the participant sends does not arrive."));
    }

    @Test
    void aViewerThatLosesIsToldFromOneThatSendsBadly() {
        assertThat(causes(peer(SHORT, GOOD_ESTIMATE, 2_000, 10, 2_000, 200)))
                .containsExactly(Cause.DOWNLINK_LOSS);
    }

    @Test
    void aViewerOn300KilobitsHasANarrowDownlink() {
        assertThat(causes(peer(SHORT, 300_000, 2_000, 10, 2_000, 10)))
                .containsExactly(Cause.NARROW_DOWNLINK);
    }

    @Test
    void farAwayIsNamed() {
        assertThat(causes(peer(500_000_000, GOOD_ESTIMATE, 2_000, 10, 2_000, 10)))
                .containsExactly(Cause.LONG_ROUND_TRIP);
    }

    @Test
    void aFewPacketsTellNothing() {
        assertThat(causes(peer(SHORT, GOOD_ESTIMATE, 1_020, 30, 1_020, 30))).isEmpty();
    }

    @Test
    void aStarvedServerIsOverloaded() {
        assertThat(Symptoms.ofServer(12, 0.7, 0.1, List.of()))
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.cause()).isEqualTo(Cause.SERVER_OVERLOADED);
                            assertThat(each.text()).contains("70 %").contains("12 packets");
                        });
        assertThat(Symptoms.ofServer(0, 0.95, 0.1, List.of())).hasSize(1);
        assertThat(Symptoms.ofServer(0, 0.5, 0.1, List.of())).isEmpty();
    }

    private static List<Cause> causesOfClient(String report, long ageMillis) throws IOException {
        Journal.ClientReport client =
                new Journal.ClientReport(1_000, new ObjectMapper().readTree(report));
        return Symptoms.ofClient(client, 1_000 + ageMillis).stream().map(Symptom::cause).toList();
    }

    private static String sending(String limitedBy, int bps) {
        return """
               [{"type":"outbound-rtp","qualityLimitationReason":"%s"},
                {"type":"candidate-pair","availableOutgoingBitrate":%d}]"""
                .formatted(limitedBy, bps);
    }

    @Test
    void aPublisherOn3gSaysSoItself() throws IOException {
        assertThat(causesOfClient(sending("bandwidth", 380_000), 0))
                .containsExactly(Cause.NARROW_UPLINK);
        assertThat(causesOfClient(sending("bandwidth", 380_000), 15_001)).as("old").isEmpty();
        assertThat(causesOfClient(sending("bandwidth", 1_200_000), 0)).isEmpty();
        assertThat(causesOfClient(sending("none", 380_000), 0)).isEmpty();
        assertThat(causesOfClient("[{\"type\":\"outbound-rtp\"}, 7, null]", 0)).isEmpty();
    }

    @Test
    void aComputerThatIsTooSlowSaysSoItself() throws IOException {
        assertThat(causesOfClient(sending("cpu", 3_000_000), 0))
                .containsExactly(Cause.SLOW_COMPUTER);
    }

    @Test
    void anExpiredCertificateIsNamed() {
        Instant end = Instant.parse("2026-11-20T12:00:00.5Z");
        assertThat(Symptoms.ofCertificate(end, end.minusMillis(1))).isEmpty();
        assertThat(Symptoms.ofCertificate(end, end))
                .containsExactly(
                        new Symptom(
                                Cause.CERTIFICATE_EXPIRED,
                                "The certificate expired on 2026-11-20T12:00:00Z."));
    }

    @Test
    void filesAndLoopsAreWatched() {
        assertThat(Symptoms.ofServer(0, 0, 0.9, List.of()))
                .extracting(Symptom::cause)
                .containsExactly(Cause.FILES_RUN_OUT);
        assertThat(Symptoms.ofServer(0, 0, 0, List.of(1)))
                .extracting(Symptom::cause)
                .containsExactly(Cause.LOOP_STALLED);
    }
}
