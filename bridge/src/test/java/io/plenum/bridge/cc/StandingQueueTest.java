package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingQueueTest {
    /** The viewer's clock is an hour ahead. */
    private static final long CLOCKS = 3_600_000 * MS;

    private final StandingQueue queue = new StandingQueue();
    private long now;

    private long delays(long millis, int packets) {
        for (int i = 0; i < packets; i++) {
            now += 10 * MS;
            queue.onPacket(now, now + CLOCKS + millis * MS, now);
        }
        return queue.nanos() / MS;
    }

    @Test
    void isTheDelayOverTheLeastSeen() {
        assertThat(delays(40, 100)).isZero();
        assertThat(delays(70, 30)).isEqualTo(30);
        assertThat(delays(40, 1)).as("an empty moment empties it").isZero();
    }

    @Test
    void aShortBurstIsNotSeen() {
        delays(40, 100);
        delays(80, 5);
        assertThat(queue.nanos()).isZero();
    }

    @Test
    void aLongerRouteIsTakenForTheNewLeastAfterHalfAMinute() {
        delays(40, 100);
        assertThat(delays(90, 1_000)).isEqualTo(50);
        assertThat(delays(90, 3_000)).isZero();
    }
}
