package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedTimesTest {
    @Test
    void everyPeerGetsTheSameTime() {
        assertThat(SharedTimes.last(1_234, 200)).isEqualTo(1_200);
        assertThat(SharedTimes.last(1_399, 200)).isEqualTo(1_200);
        assertThat(SharedTimes.last(1_400, 200)).isEqualTo(1_400);
    }

    @Test
    void aClockMayBeNegative() {
        assertThat(SharedTimes.last(-1, 200)).isEqualTo(-200);
        assertThat(SharedTimes.last(-200, 200)).isEqualTo(-200);
    }

    @Test
    void whatHappensLateHappensNextAtItsOldTime() {
        long interval = 1_000;
        long late = 5_000 + 7;
        assertThat(SharedTimes.last(late + interval, 50)).isEqualTo(6_000);
    }
}
