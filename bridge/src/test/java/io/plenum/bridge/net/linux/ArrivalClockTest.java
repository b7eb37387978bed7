package io.plenum.bridge.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ArrivalClockTest {
    private static final long UNIX = 1_790_000_000_000_000_000L;

    private final ArrivalClock clock = new ArrivalClock(Arena.ofAuto(), new LibC(Arena.ofAuto()));

    @Test
    void theTimeThatADatagramWaitedIsTakenOff() {
        clock.set(500, UNIX);
        assertThat(clock.arrivalNanos(UNIX - 120)).isEqualTo(380);
    }

    @Test
    void withoutATimeItArrivesWhenItIsRead() {
        clock.set(500, UNIX);
        assertThat(clock.arrivalNanos(ReceivedControl.NO_TIME)).isEqualTo(500);
        clock.set(500, ReceivedControl.NO_TIME);
        assertThat(clock.arrivalNanos(UNIX)).isEqualTo(500);
    }

    @Test
    void aTimeThatCannotBeIsIgnored() {
        clock.set(500, UNIX);
        assertThat(clock.arrivalNanos(UNIX + 1)).isEqualTo(500);
        assertThat(clock.arrivalNanos(UNIX - ArrivalClock.LONGEST_WAIT_NANOS - 1)).isEqualTo(500);
    }

    @Test
    void bothClocksAreRead() {
        clock.read();
        long arrival = clock.arrivalNanos(System.currentTimeMillis() * 1_000_000L - 50_000_000L);
        assertThat(System.nanoTime() - arrival).isBetween(40_000_000L, 5_000_000_000L);
    }
}
