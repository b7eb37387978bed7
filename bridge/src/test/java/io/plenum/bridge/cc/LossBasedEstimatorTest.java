package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LossBasedEstimatorTest {
    private static final double UPPER = 2_000_000;
    private final LossBasedEstimator estimator = new LossBasedEstimator(30_000, 50_000_000);
    private final SplittableRandom random = new SplittableRandom(5);
    private long now;

    /** Sends for some seconds at a rate, over a path of a capacity that also loses at random. */
    private void sends(double bps, double capacityBps, double loss, double seconds) {
        int bytes = 1_000;
        long gap = (long) (bytes * 8e9 / bps);
        double overflow = Math.max(0, (bps - capacityBps) / bps);
        double p = loss + (1 - loss) * overflow;
        long end = now + (long) (seconds * 1e9);
        long updated = now;
        while (now < end) {
            now += gap;
            estimator.onPacket(now, bytes, random.nextDouble() < p);
            if (now - updated >= 75 * MS) {
                updated = now;
                estimator.update(UPPER, Math.min(bps, capacityBps) * (1 - loss));
            }
        }
    }

    @Test
    void withoutLossItDoesNotLimit() {
        sends(1_000_000, 2_000_000, 0, 5);
        assertThat(estimator.estimateBps()).isEqualTo(UPPER);
        assertThat(estimator.limited()).isFalse();
    }

    @Test
    void constantRandomLossOfTenPercentDoesNotLimitForLong() {
        double least = UPPER;
        for (int i = 0; i < 60; i++) {
            sends(Math.min(estimator.estimateBps(), UPPER), 10_000_000, 0.10, 1);
            if (i > 5) {
                least = Math.min(least, estimator.estimateBps());
            }
        }
        assertThat(least).isGreaterThan(UPPER * 0.6);
        assertThat(estimator.inherentLoss()).isCloseTo(0.10, within(0.04));
    }

    @Test
    void lossThatComesWithTheRateLimitsToTheCapacity() {
        sends(1_000_000, 2_000_000, 0.01, 3);
        for (int i = 0; i < 20; i++) {
            sends(estimator.estimateBps(), 1_200_000, 0.01, 0.5);
        }
        assertThat(estimator.limited()).isTrue();
        assertThat(estimator.estimateBps()).isBetween(900_000.0, 1_500_000.0);
    }

    @Test
    void halfOfAllPacketsLostNeverLeavesMuch() {
        for (int i = 0; i < 20; i++) {
            sends(Math.max(estimator.estimateBps(), 50_000), 10_000_000, 0.5, 1);
        }
        assertThat(estimator.estimateBps()).isLessThan(300_000);
    }

    @Test
    void climbsBackByItselfWhenTheLossEnds() {
        for (int i = 0; i < 10; i++) {
            sends(Math.max(estimator.estimateBps(), 50_000), 10_000_000, 0.5, 1);
        }
        double seconds = 0;
        while (estimator.estimateBps() < UPPER && seconds < 60) {
            sends(Math.max(estimator.estimateBps(), 50_000), 10_000_000, 0, 0.5);
            seconds += 0.5;
        }
        assertThat(seconds).isLessThan(25);
    }

    /** Until a viewer has been switched to fewer layers it is sent more than is estimated. */
    @Test
    void whatIsLostBecauseMoreIsSentThanEstimatedDoesNotCountTwice() {
        sends(1_600_000, 3_000_000, 0, 5);
        double delayBps = 680_000;
        for (int i = 0; i < 400; i++) {
            now += 5 * MS;
            estimator.onPacket(now, 1_000, random.nextDouble() < 0.5); // 1.6 into 0.8 Mbit/s
            estimator.update(delayBps, 800_000);
        }
        assertThat(estimator.loss()).isGreaterThan(0.2);
        assertThat(estimator.estimateBps()).isGreaterThan(600_000);
    }

    @Test
    void aLateArrivalIsNoLoss() {
        for (int i = 0; i < 300; i++) {
            now += 10 * MS;
            estimator.onPacket(now, 1_000, i % 4 == 0);
            if (i % 4 == 0) {
                estimator.onLateArrival();
            }
            estimator.update(UPPER, 800_000);
        }
        assertThat(estimator.loss()).isLessThan(0.01);
        assertThat(estimator.limited()).isFalse();
    }

    @Test
    void reportsThatCannotBeAreIgnored() {
        estimator.onReport(-5, 3, 1_000_000, UPPER, -1);
        estimator.onReport(10, 20, 1_000_000, UPPER, -1);
        estimator.onReport(10, -2, 1_000_000, UPPER, -1);
        assertThat(estimator.loss()).isZero();
    }
}
