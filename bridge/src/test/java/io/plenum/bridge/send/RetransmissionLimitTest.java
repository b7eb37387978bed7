package io.plenum.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetransmissionLimitTest {
    private static final long MS = 1_000_000L;

    private final RetransmissionLimit limit = new RetransmissionLimit();

    @Test
    void repeatsAPacketOncePerRoundTrip() {
        assertThat(limit.take(7, 0, 50 * MS)).isTrue();
        assertThat(limit.take(7, 49 * MS, 50 * MS)).isFalse();
        assertThat(limit.take(8, 49 * MS, 50 * MS)).isTrue();
        assertThat(limit.take(7, 50 * MS, 50 * MS)).isTrue();
    }

    @Test
    void repeatsNoMoreThanItSendsInTheLongRun() {
        int repeated = 0;
        for (int i = 0; i < 10_000; i++) {
            limit.onSent();
            for (int j = 0; j < 5; j++) {
                repeated += limit.take(i * 5L + j, i * MS, MS) ? 1 : 0;
            }
        }
        assertThat(repeated).isBetween(10_000, 11_100);
    }
}
