package io.plenum.bridge.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoiseFloorTest {
    private static final long MS = 1_000_000L;

    private final NoiseFloor floor = new NoiseFloor();
    private long nowNanos = 7 * MS;

    private void hear(long millis, int level) {
        for (long end = nowNanos + millis * MS; nowNanos < end; nowNanos += 20 * MS) {
            floor.onLevel(level, nowNanos);
        }
    }

    @Test
    void isSilenceAtFirst() {
        hear(200, 30);
        assertThat(floor.level()).isEqualTo(127);
        assertThat(floor.recentLevel()).isEqualTo(127);
    }

    @Test
    void isTheQuietestOfThreeSeconds() {
        hear(4_000, 70);
        hear(2_500, 45);
        assertThat(floor.level()).isEqualTo(70);
        hear(600, 45);
        assertThat(floor.level()).isEqualTo(45);
    }

    @Test
    void knowsANewFanWithinThreeQuartersOfASecond() {
        hear(4_000, 70);
        hear(480, 45);
        assertThat(floor.recentLevel()).isEqualTo(70);
        hear(300, 45);
        assertThat(floor.recentLevel()).isEqualTo(45);
        assertThat(floor.level()).isEqualTo(70);
    }

    @Test
    void isNeverAsLoudAsATone() {
        hear(10_000, 20);
        assertThat(floor.level()).isEqualTo(42);
        assertThat(floor.recentLevel()).isEqualTo(42);
    }

    @Test
    void fallsToSilenceWithoutPackets() {
        hear(4_000, 40);
        nowNanos += 600 * MS;
        hear(20, 40);
        assertThat(floor.level()).isEqualTo(127);
        nowNanos += 60_000 * MS;
        hear(20, 40);
        assertThat(floor.recentLevel()).isEqualTo(127);
    }
}
