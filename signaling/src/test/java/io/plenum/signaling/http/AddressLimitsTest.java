package io.plenum.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressLimitsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private void pass(int seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aMinutesWorthMayComeAtOnceAndComesBackSteadily() {
        AddressLimits limits = new AddressLimits(6, now::get);
        for (int i = 0; i < 6; i++) {
            assertThat(limits.take("a")).isTrue();
        }
        assertThat(limits.take("a")).isFalse();
        assertThat(limits.allows("a")).isFalse();
        assertThat(limits.take("b")).isTrue();
        assertThat(limits.retrySeconds()).isEqualTo(10);
        pass(9);
        assertThat(limits.take("a")).isFalse();
        pass(1);
        assertThat(limits.allows("a")).isTrue();
        assertThat(limits.take("a")).isTrue();
        assertThat(limits.take("a")).isFalse();
        pass(3_600);
        for (int i = 0; i < 6; i++) {
            assertThat(limits.take("a")).isTrue();
        }
        assertThat(limits.take("a")).isFalse();
    }

    @Test
    void zeroIsNoLimit() {
        AddressLimits limits = new AddressLimits(0, now::get);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limits.take("a")).isTrue();
        }
    }
}
