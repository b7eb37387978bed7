package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFrameAllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    private final KeyFrameAllowance allowance = new KeyFrameAllowance();

    /** The clock may begin anywhere, and wrap. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - SECOND})
    void threeAtOnceAndThenOneEveryFiveSeconds(long begin) {
        int taken = 0;
        for (int second = 0; second < 60; second++) {
            taken += allowance.take(begin + second * SECOND) ? 1 : 0;
            assertThat(taken).isEqualTo(Math.min(second + 1, 3 + second / 5));
        }
    }

    @Test
    void whoHasNotAskedForLongMayAskAsOftenAsAtFirst() {
        for (int i = 0; i < 5; i++) {
            allowance.take(0);
        }
        assertThat(allowance.take(15 * SECOND)).isTrue();
        assertThat(allowance.take(15 * SECOND)).isTrue();
        assertThat(allowance.take(15 * SECOND)).isTrue();
        assertThat(allowance.take(15 * SECOND)).isFalse();
    }
}
