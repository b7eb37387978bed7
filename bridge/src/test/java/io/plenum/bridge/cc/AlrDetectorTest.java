package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlrDetectorTest {
    private final AlrDetector detector = new AlrDetector();
    private long now;

    private boolean sends(double bps, long millis) {
        for (int i = 0; i < millis; i += 20) {
            now += 20 * MS;
            detector.onSent((int) (bps / 8 * 0.020), now);
        }
        return detector.limited(now);
    }

    @Test
    void whoUsesTheEstimateIsNotLimited() {
        detector.setEstimate(1_000_000);
        assertThat(sends(950_000, 5_000)).isFalse();
    }

    @Test
    void whoSendsHalfOfItIs() {
        detector.setEstimate(1_000_000);
        assertThat(sends(950_000, 2_000)).isFalse();
        assertThat(sends(400_000, 3_000)).isTrue();
        assertThat(sends(950_000, 2_000)).as("until more is sent").isFalse();
    }

    @Test
    void silenceIsLimited() {
        detector.setEstimate(1_000_000);
        sends(950_000, 1_000);
        assertThat(detector.limited(now + 1_000 * MS)).isTrue();
    }
}
