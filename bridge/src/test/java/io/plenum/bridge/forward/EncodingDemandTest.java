package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncodingDemandTest {
    private static final long MS = 1_000_000L;
    private static final int ALL = 0b111;

    private final EncodingDemand demand = new EncodingDemand();
    private long nowNanos = 7_000 * MS;

    /** Looks every 200 ms; returns what the publisher should send of three encodings. */
    private int after(int millis, int taken, int available) {
        for (int i = 0; i < millis; i += 200) {
            demand.update(taken, available, nowNanos);
            nowNanos += 200 * MS;
        }
        demand.update(taken, available, nowNanos);
        return demand.wanted() & ALL;
    }

    @Test
    void whatNobodyTakesIsSuspendedWithinTwoSecondsAndNotSooner() {
        assertThat(after(1_200, 0b001, ALL)).isEqualTo(ALL);
        assertThat(after(400, 0b001, ALL)).isEqualTo(0b001);
        assertThat(demand.obtainable()).isEqualTo(0b110);
    }

    @Test
    void theLowestIsNeverSuspended() {
        assertThat(after(10_000, 0, ALL)).isEqualTo(0b001);
        assertThat(after(10_000, 0b100, ALL)).isEqualTo(0b101);
    }

    @Test
    void whatIsTakenAgainIsWantedAtOnce() {
        after(2_000, 0b001, ALL);
        assertThat(demand.update(0b101, 0b001, nowNanos)).isTrue();
        assertThat(demand.wanted() & ALL).isEqualTo(0b101);
        assertThat(demand.obtainable() & 0b100).as("it is on its way").isEqualTo(0b100);
        assertThat(after(400, 0b101, 0b101)).isEqualTo(0b101);
        assertThat(demand.obtainable()).isEqualTo(0b010);
    }

    @Test
    void somebodyWhoTakesItNowAndThenKeepsIt() {
        for (int i = 0; i < 20; i++) {
            assertThat(after(1_200, 0b001, ALL)).isEqualTo(ALL);
            assertThat(after(200, 0b111, ALL)).isEqualTo(ALL);
        }
    }

    /** A publisher without the bandwidth for it is not asked for it in turns. */
    @Test
    void whatDoesNotComeAlthoughItIsWantedIsGivenUp() {
        after(2_000, 0b001, ALL);
        after(4_800, 0b101, 0b011);
        assertThat(demand.obtainable() & 0b100).isEqualTo(0b100);
        after(400, 0b101, 0b011);
        assertThat(demand.obtainable() & 0b100).isZero();
        assertThat(after(5_000, 0b001, 0b011)).as("there is nothing to suspend").isEqualTo(0b101);
    }
}
