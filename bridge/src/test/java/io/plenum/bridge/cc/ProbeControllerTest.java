package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProbeControllerTest {
    private static final BandwidthUsage NORMAL = BandwidthUsage.NORMAL;
    private final ProbeController probes = new ProbeController();
    private long now;

    private boolean after(long millis, double estimateBps) {
        now += millis * MS;
        return probes.update(estimateBps, NORMAL, false, now);
    }

    private ProbeCluster sendsAll() {
        ProbeCluster cluster = requireNonNull(probes.active());
        while (probes.active() != null) {
            now += MS;
            probes.onSent(200, now);
        }
        return cluster;
    }

    @Test
    void nothingIsProbedThatNobodyWants() {
        assertThat(after(0, 300_000)).isFalse();
        probes.setWanted(300_000);
        assertThat(after(10_000, 300_000)).isFalse();
    }

    @Test
    void joiningTriplesUntilTheWantedRateIsReached() {
        probes.setWanted(5_000_000);
        assertThat(after(0, 300_000)).isTrue();
        ProbeCluster cluster = sendsAll();
        assertThat(cluster.reason()).isEqualTo(ProbeCluster.Reason.START);
        assertThat(cluster.rateBps()).isEqualTo(900_000);

        probes.onResult(true, 900_000, NORMAL, now);
        sendsAll();
        assertThat(cluster.reason()).isEqualTo(ProbeCluster.Reason.FURTHER);
        assertThat(cluster.rateBps()).isEqualTo(2_700_000);

        probes.onResult(true, 2_700_000, NORMAL, now);
        sendsAll();
        assertThat(cluster.rateBps()).as("not much beyond what is wanted").isEqualTo(6_000_000);

        probes.onResult(true, 5_900_000, NORMAL, now);
        assertThat(probes.active()).isNull();
        assertThat(probes.starting()).isFalse();
        assertThat(after(60_000, 5_900_000)).isFalse();
    }

    @Test
    void aFullPathEndsTheProbesOfJoining() {
        probes.setWanted(5_000_000);
        after(0, 300_000);
        sendsAll();
        probes.onResult(false, 600_000, NORMAL, now);
        assertThat(probes.active()).isNull();
        assertThat(after(1_000, 600_000)).isFalse();
    }

    @Test
    void aPathThatHasBeenQuietIsProbedForMore() {
        probes.setWanted(5_000_000);
        after(0, 300_000);
        sendsAll();
        probes.onResult(false, 1_000_000, NORMAL, now);

        assertThat(after(3_900, 1_000_000)).isFalse();
        assertThat(after(200, 1_000_000)).isTrue();
        ProbeCluster cluster = sendsAll();
        assertThat(cluster.reason()).isEqualTo(ProbeCluster.Reason.RISE);
        assertThat(cluster.rateBps()).isEqualTo(1_500_000);
        probes.onResult(true, 1_450_000, NORMAL, now);
        assertThat(requireNonNull(probes.active()).rateBps()).isGreaterThan(1_900_000);
    }

    @Test
    void aViewerThatComesToWantMoreIsProbedForSoon() {
        probes.setWanted(500_000);
        after(0, 300_000);
        sendsAll();
        probes.onResult(true, 500_000, NORMAL, now);
        probes.setWanted(2_000_000);
        assertThat(after(900, 500_000)).isFalse();
        assertThat(after(200, 500_000)).isTrue();
        assertThat(requireNonNull(probes.active()).reason()).isEqualTo(ProbeCluster.Reason.RISE);
    }

    @Test
    void oneDisturbedProbeDoesNotKeepAViewerFromWhatItAskedFor() {
        probes.setWanted(500_000);
        after(0, 300_000);
        sendsAll();
        probes.onResult(true, 500_000, NORMAL, now);
        probes.setWanted(2_000_000);
        for (int i = 0; i < 3; i++) {
            assertThat(after(1_100, 500_000)).isTrue();
            sendsAll();
            probes.onResult(false, 500_000, NORMAL, now);
        }
        assertThat(after(3_900, 500_000)).isFalse();
        assertThat(after(200, 500_000)).isTrue();
    }

    @Test
    void overuseStopsAProbeAtOnceAndKeepsOthersAway() {
        probes.setWanted(5_000_000);
        after(0, 300_000);
        assertThat(probes.active()).isNotNull();
        probes.onOveruse(now);
        assertThat(probes.active()).isNull();
        assertThat(probes.awaiting()).isFalse();
        assertThat(after(4_900, 300_000)).isFalse();
        assertThat(after(200, 300_000)).isTrue();
    }

    @Test
    void afterALargeDropTheOldRateIsTriedAgain() {
        probes.setWanted(5_000_000);
        after(0, 300_000);
        sendsAll();
        probes.onResult(true, 4_000_000, NORMAL, now);
        sendsAll();
        probes.onResult(false, 4_000_000, NORMAL, now);

        probes.onOveruse(now);
        probes.onFall(4_000_000, 2_900_000);
        probes.onFall(2_900_000, 1_000_000);
        assertThat(after(2_900, 1_000_000)).isFalse();
        assertThat(after(200, 1_000_000)).isTrue();
        ProbeCluster cluster = sendsAll();
        assertThat(cluster.reason()).isEqualTo(ProbeCluster.Reason.DROP);
        assertThat(cluster.rateBps()).isCloseTo(0.85 * 2_900_000, within(1.0));
    }

    @Test
    void aProbeWithoutAResultIsGivenUp() {
        probes.setWanted(5_000_000);
        after(0, 300_000);
        sendsAll();
        assertThat(after(500, 300_000)).isFalse();
        assertThat(probes.awaiting()).isTrue();
        after(700, 300_000);
        assertThat(probes.awaiting()).isFalse();
    }

    @Test
    void aProbeIsLongEnoughToMeasure() {
        probes.setWanted(50_000_000);
        after(0, 10_000_000);
        ProbeCluster cluster = requireNonNull(probes.active());
        assertThat(cluster.minPackets()).isEqualTo(5);
        assertThat(cluster.minBytes() * 8 / cluster.rateBps()).isCloseTo(0.015, within(0.001));
    }
}
