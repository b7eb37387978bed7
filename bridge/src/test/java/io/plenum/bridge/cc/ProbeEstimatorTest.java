package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProbeEstimatorTest {
    private final ProbeEstimator probe = new ProbeEstimator();

    /** Bursts of two packets of 500 bytes every 4 ms, that is 2 Mbit/s, for 24 ms. */
    private void arrives(double stretch, int packets) {
        probe.begin(9, 6_000, 5);
        for (int i = 0; i < packets; i++) {
            long sent = i / 2 * (4 * MS);
            probe.onPacket(9, sent, 50 * MS + (long) (sent * stretch), 500);
        }
    }

    @Test
    void whatArrivesAsItWasSentIsCarried() {
        arrives(1, 12);
        assertThat(probe.evaluate()).isTrue();
        assertThat(probe.carried()).isTrue();
        assertThat(probe.measuredBps()).isCloseTo(2e6, Percentage.withPercentage(1));
    }

    @Test
    void whatArrivesSlowlyFilledThePath() {
        arrives(2, 12);
        assertThat(probe.evaluate()).isTrue();
        assertThat(probe.carried()).isFalse();
        assertThat(probe.measuredBps()).isCloseTo(0.95e6, Percentage.withPercentage(1));
    }

    @Test
    void tooLittleOfItTellsNothing() {
        arrives(1, 8);
        assertThat(probe.evaluate()).isFalse();
    }

    @Test
    void whatWasHeldBackAndArrivesAtOnceTellsNothing() {
        arrives(0.2, 12);
        assertThat(probe.evaluate()).isFalse();
        arrives(0, 12);
        assertThat(probe.evaluate()).isFalse();
    }

    @Test
    void otherPacketsDoNotCount() {
        probe.begin(9, 6_000, 5);
        for (int i = 0; i < 20; i++) {
            probe.onPacket(i % 2 == 0 ? 0 : 8, i * MS, i * MS, 1_000);
        }
        assertThat(probe.evaluate()).isFalse();
    }
}
