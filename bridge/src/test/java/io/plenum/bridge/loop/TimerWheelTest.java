package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private final List<String> fired = new ArrayList<>();

    private final class Named extends TimerWheel.Timer {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void onDeadline(long nowNanos) {
            fired.add(name);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MAX_VALUE - 500_000, Long.MIN_VALUE, 77})
    void firesAtTheDeadlineNotBeforeWhereverTheClockBegins(long start) {
        TimerWheel wheel = new TimerWheel(start);
        wheel.schedule(new Named("5 ms"), start + 5 * MILLI);
        wheel.schedule(new Named("5.3 ms"), start + 5 * MILLI + 300_000);
        wheel.schedule(new Named("30 s"), start + 30 * SECOND);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(start + 5 * MILLI);
        assertThat(wheel.advance(start + 5 * MILLI - 1)).isZero();
        assertThat(wheel.advance(start + 5 * MILLI)).isEqualTo(1);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(start + 5 * MILLI + 300_000);
        assertThat(wheel.advance(start + 6 * MILLI)).isEqualTo(1);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(start + 30 * SECOND);
        assertThat(wheel.advance(start + 30 * SECOND - 1)).isZero();
        assertThat(wheel.advance(start + 31 * SECOND)).isEqualTo(1);
        assertThat(fired).containsExactly("5 ms", "5.3 ms", "30 s");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void emptyWheelWantsNothingForYears() {
        TimerWheel wheel = new TimerWheel(Long.MAX_VALUE);
        assertThat(wheel.advance(Long.MAX_VALUE + 20 * SECOND)).isZero();
        assertThat(wheel.nextDeadlineNanos() - Long.MAX_VALUE).isGreaterThan(3600 * SECOND);
    }

    @Test
    void movedTimerFiresOnceAtItsLastDeadline() {
        TimerWheel wheel = new TimerWheel(0);
        Named timer = new Named("t");
        wheel.schedule(timer, 5 * MILLI);
        wheel.schedule(timer, 9 * MILLI);
        wheel.schedule(timer, 7 * MILLI);
        assertThat(timer.deadlineNanos()).isEqualTo(7 * MILLI);
        assertThat(wheel.size()).isEqualTo(1);
        assertThat(wheel.advance(6 * MILLI)).isZero();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(7 * MILLI);
        assertThat(wheel.advance(8 * MILLI)).isEqualTo(1);
        assertThat(wheel.advance(20 * MILLI)).isZero();
        assertThat(timer.isScheduled()).isFalse();
    }

    @Test
    void cancelledTimerDoesNotFire() {
        TimerWheel wheel = new TimerWheel(0);
        Named timer = new Named("t");
        wheel.cancel(timer);
        wheel.schedule(timer, 5 * MILLI);
        wheel.cancel(timer);
        wheel.cancel(timer);
        assertThat(timer.isScheduled()).isFalse();
        assertThat(wheel.advance(SECOND)).isZero();
        assertThat(wheel.size()).isZero();
        wheel.schedule(timer, 2 * SECOND);
        assertThat(wheel.advance(2 * SECOND)).isEqualTo(1);
    }

    @Test
    void deadlineInThePastFiresInTheNextAdvance() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.advance(10 * SECOND);
        wheel.schedule(new Named("past"), 3 * SECOND);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(3 * SECOND);
        assertThat(wheel.advance(10 * SECOND)).isEqualTo(1);
    }

    @Test
    void timerMayScheduleItselfAgainWithoutEndlessLoop() {
        TimerWheel wheel = new TimerWheel(0);
        TimerWheel.Timer everyTime =
                new TimerWheel.Timer() {
                    @Override
                    public void onDeadline(long nowNanos) {
                        fired.add("again");
                        wheel.schedule(this, nowNanos);
                    }
                };
        wheel.schedule(everyTime, MILLI);
        assertThat(wheel.advance(2 * MILLI)).isEqualTo(1);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(2 * MILLI);
        assertThat(wheel.advance(2 * MILLI)).isEqualTo(1);
        assertThat(fired).hasSize(2);
    }

    @Test
    void timerMayCancelAndMoveOthersThatAreDueWithIt() {
        TimerWheel wheel = new TimerWheel(0);
        Named cancelled = new Named("cancelled");
        Named moved = new Named("moved");
        TimerWheel.Timer first =
                new TimerWheel.Timer() {
                    @Override
                    public void onDeadline(long nowNanos) {
                        wheel.cancel(cancelled);
                        wheel.schedule(moved, nowNanos + 5 * MILLI);
                    }
                };
        wheel.schedule(first, MILLI);
        wheel.schedule(cancelled, MILLI);
        wheel.schedule(moved, MILLI);
        wheel.schedule(new Named("last"), MILLI);
        assertThat(wheel.advance(MILLI)).isEqualTo(2);
        assertThat(fired).containsExactly("last");
        assertThat(wheel.advance(6 * MILLI)).isEqualTo(1);
        assertThat(fired).containsExactly("last", "moved");
    }

    @Test
    void exceptionOfOneTimerDoesNotLoseTheOthers() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.schedule(
                new TimerWheel.Timer() {
                    @Override
                    public void onDeadline(long nowNanos) {
                        throw new IllegalStateException("defect");
                    }
                },
                MILLI);
        wheel.schedule(new Named("next"), MILLI);
        assertThatThrownBy(() -> wheel.advance(MILLI)).hasMessage("defect");
        assertThat(wheel.advance(MILLI)).isEqualTo(1);
        assertThat(fired).containsExactly("next");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void timerBelongsToOneWheelAtATime() {
        Named timer = new Named("t");
        TimerWheel one = new TimerWheel(0);
        TimerWheel other = new TimerWheel(0);
        one.schedule(timer, MILLI);
        assertThatThrownBy(() -> other.schedule(timer, MILLI))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.cancel(timer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new TimerWheel(MILLI, 100, 0))
                .hasMessageContaining("power of two");
    }

    /** A few thousand random schedules, moves and cancels against a plain list. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sameAsAPlainListOverATurnOfTheClock(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long now = Long.MAX_VALUE - 20 * SECOND;
        TimerWheel wheel = new TimerWheel(MILLI, 64, now);
        final class Checked extends TimerWheel.Timer {
            private boolean armed;
            private boolean hit;
            private long deadline;

            @Override
            public void onDeadline(long nowNanos) {
                hit = true;
            }
        }
        List<Checked> timers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            timers.add(new Checked());
        }
        for (int step = 0; step < 5000; step++) {
            Checked timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    wheel.cancel(timer);
                    timer.armed = false;
                }
                case 1, 2 -> {
                    long reach = random.nextBoolean() ? 20 * MILLI : 2 * SECOND;
                    timer.deadline = now + random.nextLong(-MILLI, reach);
                    timer.armed = true;
                    wheel.schedule(timer, timer.deadline);
                }
                default -> {
                    now +=
                            random.nextInt(20) == 0
                                    ? random.nextLong(SECOND)
                                    : random.nextLong(MILLI);
                    int expected = 0;
                    for (Checked each : timers) {
                        each.hit = false;
                        if (each.armed && each.deadline - now <= 0) {
                            expected++;
                        }
                    }
                    assertThat(wheel.advance(now))
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(expected);
                    for (Checked each : timers) {
                        boolean due = each.armed && each.deadline - now <= 0;
                        assertThat(each.hit).as("seed %d step %d", seed, step).isEqualTo(due);
                        each.armed &= !due;
                    }
                }
            }
            for (Checked each : timers) {
                if (each.armed) {
                    assertThat(wheel.nextDeadlineNanos() - each.deadline)
                            .as("bound, seed %d step %d", seed, step)
                            .isLessThanOrEqualTo(0);
                }
            }
        }
        assertThat(now).as("the clock wrapped").isNegative();
    }
}
