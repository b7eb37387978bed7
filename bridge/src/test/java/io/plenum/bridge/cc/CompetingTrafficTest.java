package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompetingTrafficTest {
    private static final long ROUND_TRIP = 100 * MS;
    private final CompetingTraffic others = new CompetingTraffic();
    private long now;

    private boolean decreases(long queueMillis, long queueLaterMillis) {
        others.onDecrease(queueMillis * MS, ROUND_TRIP, now);
        for (int i = 0; i < 30; i++) {
            now += 50 * MS;
            others.update(queueLaterMillis * MS, 850_000, 850_000, now);
        }
        return others.competing();
    }

    @Test
    void aQueueThatEmptiesIsOurOwn() {
        for (int i = 0; i < 10; i++) {
            assertThat(decreases(60, 5)).isFalse();
        }
    }

    @Test
    void aLongQueueNeedsOnlyToShrinkByHalf() {
        for (int i = 0; i < 10; i++) {
            assertThat(decreases(300, 140)).isFalse();
        }
    }

    @Test
    void aQueueThatStaysTwiceIsSomebodyElses() {
        assertThat(decreases(200, 180)).isFalse();
        assertThat(decreases(200, 180)).isTrue();
    }

    @Test
    void whoDoesNotSendLessLearnsNothing() {
        for (int i = 0; i < 10; i++) {
            others.onDecrease(200 * MS, ROUND_TRIP, now);
            for (int each = 0; each < 30; each++) {
                now += 50 * MS;
                others.update(200 * MS, 1_000_000, 850_000, now);
            }
            assertThat(others.competing()).isFalse();
        }
    }

    @Test
    void oneDecreaseWithEffectClearsTheSuspicion() {
        decreases(200, 180);
        decreases(200, 0);
        assertThat(decreases(200, 180)).isFalse();
    }

    @Test
    void itIsNotBelievedForEver() {
        decreases(200, 180);
        decreases(200, 180);
        others.update(200 * MS, 850_000, 850_000, now + 16_000 * MS);
        assertThat(others.competing()).isFalse();
        now += 16_000 * MS;
        assertThat(decreases(200, 180)).as("but then one more sign is enough").isTrue();
    }
}
