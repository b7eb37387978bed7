package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Trendline and detector together: groups go in, a verdict comes out. */
class OveruseDetectorTest {
    private final TrendlineEstimator trendline = new TrendlineEstimator();
    private final OveruseDetector detector = new OveruseDetector();
    private long arrivalNanos;

    private BandwidthUsage group(double gainedMillis) {
        long sent = 20 * MS;
        long arrival = sent + (long) (gainedMillis * 1e6);
        arrivalNanos += arrival;
        trendline.onGroup(sent, arrival, arrivalNanos);
        detector.onSlope(trendline.slope(), trendline.groups(), sent, arrivalNanos);
        return detector.usage();
    }

    @Test
    void steadyDelayIsNormal() {
        for (int i = 0; i < 200; i++) {
            assertThat(group(0)).isEqualTo(BandwidthUsage.NORMAL);
        }
        assertThat(trendline.slope()).isZero();
    }

    @Test
    void theSlopeIsThatOfTheDelay() {
        for (int i = 0; i < 100; i++) {
            group(1);
        }
        // One millisecond more in every 21.
        assertThat(trendline.slope()).isCloseTo(1.0 / 21, within(0.002));
    }

    @Test
    void aGrowingQueueIsOveruseWithinASecond() {
        for (int i = 0; i < 100; i++) {
            group(0);
        }
        int groups = 1;
        while (group(2) != BandwidthUsage.OVERUSE) {
            groups++;
            assertThat(groups).as("20 ms each").isLessThan(50);
        }
    }

    @Test
    void aDrainingQueueIsUnderuse() {
        for (int i = 0; i < 100; i++) {
            group(0);
        }
        BandwidthUsage usage = BandwidthUsage.NORMAL;
        for (int i = 0; i < 30; i++) {
            usage = group(-4);
        }
        assertThat(usage).isEqualTo(BandwidthUsage.UNDERUSE);
    }

    @Test
    void jitterIsNotOveruse() {
        SplittableRandom random = new SplittableRandom(3);
        double last = 0;
        int overuses = 0;
        for (int i = 0; i < 2_000; i++) {
            double offset = random.nextDouble() * 4;
            overuses += group(offset - last) == BandwidthUsage.OVERUSE ? 1 : 0;
            last = offset;
        }
        assertThat(overuses).isZero();
    }

    @Test
    void theThresholdRisesWhileDelaySwingsAndSinksAfterwards() {
        for (int i = 0; i < 200; i++) {
            group(0);
        }
        double quiet = detector.threshold();
        for (int i = 0; i < 600; i++) {
            group(i / 30 % 2 == 0 ? 1 : -1);
        }
        double swinging = detector.threshold();
        for (int i = 0; i < 400; i++) {
            group(0);
        }
        assertThat(swinging).isGreaterThan(quiet + 1);
        assertThat(detector.threshold()).isEqualTo(quiet);
    }
}
