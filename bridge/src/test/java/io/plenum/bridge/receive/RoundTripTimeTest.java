package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripTimeTest {
    private static final long MS = 1_000_000L;

    private final RoundTripTime roundTrip = new RoundTripTime();

    @Test
    void assumesSomethingUntilItKnows() {
        assertThat(roundTrip.known()).isFalse();
        assertThat(roundTrip.nanos()).isEqualTo(100 * MS);
        roundTrip.onSample(-1);
        assertThat(roundTrip.known()).isFalse();
    }

    @Test
    void takesTheFirstSampleAsItIsAndSmoothsTheOthers() {
        roundTrip.onSample(40 * MS);
        assertThat(roundTrip.nanos()).isEqualTo(40 * MS);
        roundTrip.onSample(120 * MS);
        assertThat(roundTrip.nanos()).isEqualTo(50 * MS);
        for (int i = 0; i < 100; i++) {
            roundTrip.onSample(120 * MS);
        }
        assertThat(roundTrip.nanos()).isBetween(119 * MS, 120 * MS);
        assertThat(roundTrip.variationNanos()).isLessThan(MS);
    }

    @Test
    void keepsWithinItsBounds() {
        roundTrip.onSample(0);
        assertThat(roundTrip.nanos()).isEqualTo(RoundTripTime.MIN_NANOS);
        for (int i = 0; i < 200; i++) {
            roundTrip.onSample(Long.MAX_VALUE);
        }
        assertThat(roundTrip.nanos()).isLessThanOrEqualTo(RoundTripTime.MAX_NANOS);
    }
}
