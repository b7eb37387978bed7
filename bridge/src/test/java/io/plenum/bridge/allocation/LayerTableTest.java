package io.plenum.bridge.allocation;

import static io.plenum.bridge.allocation.Viewer.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LayerTableTest {
    private final LayerTable table = new LayerTable();
    private long nowNanos;

    private void second(int bytesOfLowest, int bytesOfHigher) {
        for (int i = 0; i < 10; i++) {
            table.onPacket(
                    0, 0, 0, false, false, bytesOfLowest / 10 - LayerTable.PACKET_OVERHEAD_BYTES);
            table.onPacket(
                    0, 0, 1, false, false, bytesOfHigher / 10 - LayerTable.PACKET_OVERHEAD_BYTES);
        }
        nowNanos += SECOND;
        table.measure(nowNanos);
    }

    @Test
    void layersAreMeasuredWithThoseThatTheyNeed() {
        table.measure(0);
        second(20_000, 30_000);
        assertThat(table.bps(0, 0, 0)).isEqualTo(160_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(400_000);
        assertThat(table.topTemporal(0)).isEqualTo(1);
    }

    @Test
    void aKeyFrameDoesNotCount() {
        table.measure(0);
        second(20_000, 30_000);
        second(20_000, 30_000);
        second(20_000, 30_000);
        int version = table.version();
        second(120_000, 30_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(400_000);
        assertThat(table.version()).isEqualTo(version);
        second(120_000, 30_000);
        assertThat(table.bps(0, 0, 1)).as("it was no key frame").isEqualTo(1_200_000);
        assertThat(table.version()).isGreaterThan(version);
    }

    /** Browsers take seconds to send as much as an encoding is about to take. */
    @Test
    void anEncodingThatHasJustBegunIsTakenForWhatItUsuallyBecomes() {
        table.setNegotiated(3);
        table.measure(0);
        second(4_000, 6_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(150_000 * 9 / 10);
        assertThat(table.bps(0, 0, 0)).isEqualTo(60_000 * 9 / 10);
    }

    @Test
    void ratesRiseAtOnceAndFallStepByStep() {
        table.measure(0);
        for (int i = 0; i < 3; i++) {
            second(20_000, 30_000);
        }
        second(2_000, 3_000);
        second(2_000, 3_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(360_000);
        second(2_000, 3_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(324_000);
        for (int i = 0; i < 30; i++) {
            second(2_000, 3_000);
        }
        assertThat(table.bps(0, 0, 1)).isCloseTo(40_000, Percentage.withPercentage(5));
    }

    @Test
    void tellsTheFrameRateThatFits() {
        table.measure(0);
        second(20_000, 30_000);
        assertThat(table.temporalWithin(0, 400_000)).isEqualTo(1);
        assertThat(table.temporalWithin(0, 399_000)).isZero();
        assertThat(table.temporalWithin(0, 1_000)).isZero();
    }

    @Test
    void theKeyFrameThatItBeginsWithDoesNotCountEither() {
        table.measure(0);
        table.onPacket(0, 0, 0, true, false, 100_000);
        second(20_000, 30_000);
        assertThat(table.bps(0, 0, 1)).isEqualTo(400_000);
    }

    @Test
    void nothingIsToldAnewForATwentieth() {
        table.measure(0);
        for (int i = 0; i < 4; i++) {
            second(20_000, 30_000);
        }
        int version = table.version();
        for (int i = 0; i < 4; i++) {
            second(20_800, 31_200);
        }
        assertThat(table.version()).isEqualTo(version);
    }

    @Test
    void aSilentEncodingKeepsItsRates() {
        table.measure(0);
        second(20_000, 30_000);
        nowNanos += SECOND;
        table.measure(nowNanos);
        assertThat(table.bps(0, 0, 1)).isEqualTo(400_000);
    }

    @Test
    void aTemporalLayerThatIsGivenUpIsForgotten() {
        table.measure(0);
        second(20_000, 30_000);
        for (int i = 0; i < 3; i++) {
            table.onPacket(0, 0, 0, false, false, 20_000);
            nowNanos += SECOND;
            table.measure(nowNanos);
        }
        assertThat(table.topTemporal(0)).isZero();
    }

    /** L2T1: every picture of the upper layer needs the lower one. L2T1_KEY: none does. */
    @Test
    void onlySpatialLayersThatAreNeededCount() {
        LayerTable independent = new LayerTable();
        table.measure(0);
        independent.measure(0);
        for (int i = 0; i < 10; i++) {
            table.onPacket(0, 0, 0, false, true, 1_000);
            table.onPacket(0, 1, 0, false, false, 3_000);
            independent.onPacket(0, 0, 0, false, false, 1_000);
            independent.onPacket(0, 1, 0, false, false, 3_000);
        }
        table.measure(SECOND);
        independent.measure(SECOND);
        assertThat(table.bps(0, 1, 0)).isCloseTo(320_000, Percentage.withPercentage(5));
        assertThat(independent.bps(0, 1, 0)).isCloseTo(240_000, Percentage.withPercentage(5));
        assertThat(table.bps(0, 0, 0)).isEqualTo(independent.bps(0, 0, 0));
    }

    @Test
    void beforeAnythingIsMeasuredRatesAndSizesAreTheUsualOnes() {
        table.setNegotiated(3);
        assertThat(table.isEmpty()).isTrue();
        table.setEncodings(0b111);
        assertThat(table.bps(0, 0, 0)).isLessThan(table.bps(1, 0, 0));
        assertThat(table.bps(1, 0, 0)).isLessThan(table.bps(2, 0, 0));
        assertThat(table.width(0, 0)).isEqualTo(320);
        assertThat(table.height(1, 0)).isEqualTo(360);
        assertThat(table.height(2, 0)).isEqualTo(720);
        table.setResolution(2, 0, 1_920, 1_080);
        assertThat(table.width(2, 0)).isEqualTo(1_920);
    }

    @Test
    void whatCannotBeHadIsKnown() {
        table.setNegotiated(3);
        table.setEncodings(0b011);
        assertThat(table.has(1)).isTrue();
        assertThat(table.has(2)).isFalse();
        assertThat(table.isComplete()).isFalse();
        table.setEncodings(0b111);
        assertThat(table.isComplete()).isTrue();
        assertThat(table.bps(2, 3, 3)).isCloseTo(1_700_000, within(0L));
    }
}
