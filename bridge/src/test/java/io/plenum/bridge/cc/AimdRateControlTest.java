package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AimdRateControlTest {
    private static final long ROUND_TRIP = 100 * MS;
    private final AimdRateControl control = new AimdRateControl(1_000_000, 30_000, 50_000_000);
    private long now;

    private boolean says(BandwidthUsage usage, double acknowledgedBps, int millis) {
        boolean fell = false;
        for (int i = 0; i < millis; i += 50) {
            now += 50 * MS;
            fell |= control.update(usage, acknowledgedBps, false, false, 0, ROUND_TRIP, now);
        }
        return fell;
    }

    @Test
    void growsByEightPercentASecondWhileTheCapacityIsUnknown() {
        says(BandwidthUsage.NORMAL, 1_000_000, 100);
        double before = control.estimateBps();
        says(BandwidthUsage.NORMAL, 1_000_000, 1_000);
        assertThat(control.estimateBps()).isCloseTo(before * 1.08, within(2_000.0));
    }

    @Test
    void growsTwiceAsFastOnAnEmptyPath() {
        control.update(BandwidthUsage.NORMAL, 1e6, false, true, 0, ROUND_TRIP, 0);
        control.update(BandwidthUsage.NORMAL, 1e6, false, true, 0, ROUND_TRIP, 1_000 * MS);
        assertThat(control.estimateBps()).isCloseTo(1_160_000, within(1_000.0));
    }

    @Test
    void fallsToAShareOfWhatArrivesOnOveruse() {
        says(BandwidthUsage.NORMAL, 1_000_000, 500);
        assertThat(says(BandwidthUsage.OVERUSE, 900_000, 50)).isTrue();
        assertThat(control.estimateBps()).isEqualTo(900_000 * AimdRateControl.DECREASE);
    }

    @Test
    void growsByPacketsNearTheCapacityOnceItIsKnown() {
        says(BandwidthUsage.OVERUSE, 1_000_000, 50);
        says(BandwidthUsage.NORMAL, 850_000, 100);
        assertThat(control.nearConvergence()).isTrue();
        double before = control.estimateBps();
        says(BandwidthUsage.NORMAL, 850_000, 1_000);
        assertThat(control.estimateBps() - before).isBetween(35_000.0, 50_000.0);
    }

    @Test
    void forgetsTheCapacityWhenMoreArrives() {
        says(BandwidthUsage.OVERUSE, 1_000_000, 50);
        says(BandwidthUsage.NORMAL, 2_000_000, 200);
        assertThat(control.nearConvergence()).isFalse();
    }

    @Test
    void doesNotFallTwiceBeforeTheFirstFallCanHaveAnEffect() {
        says(BandwidthUsage.OVERUSE, 1_000_000, 50);
        double once = control.estimateBps();
        assertThat(says(BandwidthUsage.OVERUSE, 850_000, 400)).isFalse();
        assertThat(control.estimateBps()).isEqualTo(once);
        assertThat(says(BandwidthUsage.OVERUSE, 850_000, 400)).isTrue();
    }

    @Test
    void fallsAgainAtOnceWhenMuchLessArrives() {
        says(BandwidthUsage.OVERUSE, 1_000_000, 50);
        assertThat(says(BandwidthUsage.OVERUSE, 300_000, 50)).isTrue();
        assertThat(control.estimateBps()).isEqualTo(255_000);
    }

    @Test
    void holdsWhileAQueueDrains() {
        says(BandwidthUsage.OVERUSE, 1_000_000, 50);
        double before = control.estimateBps();
        says(BandwidthUsage.UNDERUSE, 1_000_000, 2_000);
        assertThat(control.estimateBps()).isEqualTo(before);
    }

    @Test
    void staysNearWhatArrives() {
        says(BandwidthUsage.NORMAL, 700_000, 20_000);
        assertThat(control.estimateBps()).isEqualTo(1.5 * 700_000 + 10_000);
    }

    @Test
    void doesNotGrowWhileTheApplicationSendsLittle() {
        for (int i = 0; i < 100; i++) {
            control.update(BandwidthUsage.NORMAL, 60_000, true, true, 0, ROUND_TRIP, i * (50 * MS));
        }
        assertThat(control.estimateBps()).isEqualTo(1_000_000);
    }

    @Test
    void fallsByStepsWhileTheApplicationSendsLittle() {
        control.update(BandwidthUsage.OVERUSE, 60_000, true, false, 0, ROUND_TRIP, 50 * MS);
        assertThat(control.estimateBps()).isEqualTo(850_000);
    }

    /** A screen that stood still begins to move on a path that has become narrow. */
    @Test
    void fallsToAShareOfWhatArrivesWhereALongQueueTellsThatThePathIsFull() {
        control.update(BandwidthUsage.OVERUSE, 400_000, true, false, 120 * MS, ROUND_TRIP, 50 * MS);
        assertThat(control.estimateBps()).isEqualTo(400_000 * AimdRateControl.DECREASE);
    }

    @Test
    void doesNotFallBelowThatInStepsEither() {
        for (int i = 1; i <= 20; i++) {
            long queue = i < 2 ? 50 * MS : 90 * MS;
            control.update(
                    BandwidthUsage.OVERUSE, 800_000, true, false, queue, ROUND_TRIP, i * 200L * MS);
        }
        assertThat(control.estimateBps()).isEqualTo(800_000 * AimdRateControl.DECREASE);
    }

    @Test
    void neverLeavesItsBounds() {
        for (int i = 0; i < 100; i++) {
            says(BandwidthUsage.OVERUSE, 10_000, 1_000);
        }
        assertThat(control.estimateBps()).isEqualTo(30_000);
        control.setEstimate(1e12, now);
        assertThat(control.estimateBps()).isEqualTo(50_000_000);
    }
}
