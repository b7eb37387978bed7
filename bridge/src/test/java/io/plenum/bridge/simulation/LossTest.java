package io.plenum.bridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.simulation.LossRun.Path;
import org.junit.jupiter.api.Test;

/**
 * What loss costs a viewer: ten minutes each of 50 ms from publisher to viewer and back, where both
 * links lose. {@link LossReport} prints other paths too.
 */
class LossTest {
    private static final long TEN_MINUTES = 600;

    private static LossRun run(LossModel loss) {
        return LossRun.of(42, TEN_MINUTES, Path.both(loss));
    }

    @Test
    void twoPercentIsRepairedInTimeAtLittleMoreThanTheLoss() {
        LossRun run = run(new LossModel.Random(0.02));
        assertThat(run.inTimePercent()).isGreaterThanOrEqualTo(99.9);
        assertThat(run.keyFramesPerTenSeconds()).isLessThanOrEqualTo(1);
        assertThat(run.repeatedPercent()).isLessThanOrEqualTo(1.3 * 2);
    }

    @Test
    void tenPercentIsRepairedInTimeNearlyAlways() {
        LossRun run = run(new LossModel.Random(0.10));
        assertThat(run.inTimePercent()).isGreaterThanOrEqualTo(99);
        assertThat(run.repeatedPercent()).isLessThanOrEqualTo(1.3 * 10);
    }

    @Test
    void burstsAreRepairedInTime() {
        LossRun run = run(LossModel.Gilbert.ofBursts(0.05, 5));
        assertThat(run.inTimePercent()).isGreaterThanOrEqualTo(99.5);
        assertThat(run.repeatedPercent()).isLessThanOrEqualTo(1.3 * 5);
    }

    @Test
    void sameSeedSameFigures() {
        Path path = Path.both(new LossModel.Random(0.10));
        assertThat(LossRun.of(7, 10, path))
                .isEqualTo(LossRun.of(7, 10, path))
                .isNotEqualTo(LossRun.of(8, 10, path));
    }
}
