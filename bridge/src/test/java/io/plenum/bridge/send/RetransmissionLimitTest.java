package io.plenum.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetransmissionLimitTest {
    private static final long MS = 1_000_000L;

    private final RetransmissionLimit limit = new RetransmissionLimit();

    @Test
    void repeatsAPacketOncePerRoundTrip() {
        assertThat(limit.take(7, 0, 50 * MS)).isEqualTo(1);
        assertThat(limit.take(7, 49 * MS, 50 * MS)).isZero();
        assertThat(limit.take(8, 49 * MS, 50 * MS)).isEqualTo(1);
        assertThat(limit.take(7, 50 * MS, 50 * MS)).as("lost twice").isEqualTo(2);
    }

    @Test
    void repeatsNoMoreThanItSendsInTheLongRun() {
        int repeated = 0;
        for (int i = 0; i < 10_000; i++) {
            limit.onSent();
            for (int j = 0; j < 5; j++) {
                repeated += limit.take(i * 5L + j, i * MS, MS);
            }
        }
        assertThat(repeated).isBetween(10_000, 11_100);
    }

    @Test
    void doesNotRepeatWhatWasSentLateUntilARoundTripHasPassed() {
        limit.onSentLate(7, 0);
        assertThat(limit.take(7, 30 * MS, 50 * MS)).isZero();
        assertThat(limit.take(7, 50 * MS, 50 * MS)).as("its first repetition").isEqualTo(1);
    }
}
