package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK = 1L << 20;
    private static final long TURN = 1024 * TICK;
    private static final long MILLISECOND = 1_000_000L;
    private static final long START = 123_456_789_012L;

    private final List<String> fired = new ArrayList<>();

    @Test
    void firesNeverEarlyAndAtMostATickLate() {
        for (long deadline = START; deadline < START + 3 * TICK; deadline += TICK / 7) {
            TimerWheel wheel = new TimerWheel(START);
            wheel.schedule(new Named("timer"), deadline);
            assertThat(wheel.advance(deadline - 1)).isZero();
            assertThat(wheel.advance(deadline + TICK)).isEqualTo(1);
        }
    }

    @Test
    void firesOnce() {
        TimerWheel wheel = new TimerWheel(START);
        wheel.schedule(new Named("timer"), START + TICK);
        assertThat(wheel.advance(START + 5 * TICK)).isEqualTo(1);
        assertThat(wheel.advance(START + 3 * TURN)).isZero();
        assertThat(fired).containsExactly("timer");
    }

    @Test
    void firesADeadlineThatHasPassedWithTheNextAdvance() {
        TimerWheel wheel = new TimerWheel(START);
        wheel.schedule(new Named("timer"), START - 10 * TURN);
        assertThat(wheel.advance(START + TICK)).isEqualTo(1);
    }

    @Test
    void keepsADeadlineOfALaterTurn() {
        TimerWheel wheel = new TimerWheel(START);
        long deadline = START + 30_000 * MILLISECOND;
        wheel.schedule(new Named("timer"), deadline);
        for (long now = START; now < deadline; now += 10 * MILLISECOND) {
            assertThat(wheel.advance(now)).isZero();
        }
        assertThat(wheel.advance(deadline + TICK)).isEqualTo(1);
    }

    @Test
    void tellsWhenToComeBack() {
        TimerWheel wheel = new TimerWheel(START);
        assertThat(wheel.nextDeadlineNanos()).isBetween(START, START + TURN);
        wheel.schedule(new Named("timer"), START + 50 * TICK);
        long next = wheel.nextDeadlineNanos();
        assertThat(next).isBetween(START + 50 * TICK, START + 51 * TICK);
        assertThat(wheel.advance(next)).isEqualTo(1);
    }

    @Test
    void movesADeadline() {
        TimerWheel wheel = new TimerWheel(START);
        Named timer = new Named("timer");
        wheel.schedule(timer, START + 5 * TICK);
        wheel.schedule(timer, START + 50 * TICK);
        assertThat(wheel.advance(START + 40 * TICK)).isZero();
        wheel.schedule(timer, START + 45 * TICK);
        assertThat(wheel.advance(START + 46 * TICK)).isEqualTo(1);
        assertThat(wheel.advance(START + 60 * TICK)).isZero();
    }

    @Test
    void forgetsACancelledDeadline() {
        TimerWheel wheel = new TimerWheel(START);
        // Three in one slot: first, middle and last of a list are cancelled alike.
        for (int cancelled = 0; cancelled < 3; cancelled++) {
            fired.clear();
            List<Named> timers = List.of(new Named("0"), new Named("1"), new Named("2"));
            long now = START + (cancelled + 1) * 10L * TICK;
            timers.forEach(timer -> wheel.schedule(timer, now));
            wheel.cancel(timers.get(cancelled));
            wheel.cancel(timers.get(cancelled));
            assertThat(wheel.advance(now + TICK)).isEqualTo(2);
            assertThat(fired).hasSize(2).doesNotContain(Integer.toString(cancelled));
        }
    }

    @Test
    void letsAHandlerScheduleItselfAgain() {
        TimerWheel wheel = new TimerWheel(START);
        wheel.schedule(new Periodic(wheel, 20 * MILLISECOND), START + 20 * MILLISECOND);
        for (long now = START; now <= START + 1000 * MILLISECOND; now += MILLISECOND) {
            wheel.advance(now);
        }
        // Up to a tick later each time, and the clock of this test has steps of a millisecond.
        assertThat(fired).hasSizeBetween(1000 / 22, 1000 / 20);
    }

    @Test
    void letsAHandlerAskForTheTimeThatHasPassedWithoutEndlessTurns() {
        TimerWheel wheel = new TimerWheel(START);
        wheel.schedule(new Periodic(wheel, 0), START);
        assertThat(wheel.advance(START + 4 * TICK)).isBetween(1, 4);
        assertThat(wheel.advance(START + 5 * TICK)).isEqualTo(1);
    }

    @Test
    void letsAHandlerCancelItsNeighbours() {
        for (int victim = 0; victim < 3; victim++) {
            fired.clear();
            TimerWheel wheel = new TimerWheel(START);
            List<Named> neighbours = List.of(new Named("0"), new Named("1"), new Named("2"));
            Named cancelled = neighbours.get(victim);
            TimerWheel.Timer canceller =
                    new TimerWheel.Timer() {
                        @Override
                        void onDeadline(long nowNanos) {
                            wheel.cancel(cancelled);
                            fired.add("canceller");
                        }
                    };
            neighbours.forEach(timer -> wheel.schedule(timer, START + TICK));
            // The last one scheduled is the first in its slot.
            wheel.schedule(canceller, START + TICK);
            assertThat(wheel.advance(START + 2 * TICK)).isEqualTo(3);
            assertThat(fired).startsWith("canceller").doesNotContain(cancelled.name);
        }
    }

    @Test
    void letsAHandlerScheduleAnother() {
        TimerWheel wheel = new TimerWheel(START);
        Named second = new Named("second");
        TimerWheel.Timer first =
                new TimerWheel.Timer() {
                    @Override
                    void onDeadline(long nowNanos) {
                        wheel.schedule(second, nowNanos + TURN);
                    }
                };
        wheel.schedule(first, START + TICK);
        assertThat(wheel.advance(START + 2 * TICK)).isEqualTo(1);
        assertThat(wheel.advance(START + TURN)).isZero();
        assertThat(wheel.advance(START + TURN + 3 * TICK)).isEqualTo(1);
    }

    @Test
    void firesEverythingDueAfterALongPauseAndNothingElse() {
        TimerWheel wheel = new TimerWheel(START);
        for (int i = 1; i <= 2000; i++) {
            wheel.schedule(new Named("due"), START + i * TICK);
        }
        long now = START + 100 * TURN;
        wheel.schedule(new Named("later"), now + 10 * TICK);
        assertThat(wheel.advance(now)).isEqualTo(2000);
        assertThat(fired).doesNotContain("later");
        assertThat(wheel.advance(now + 11 * TICK)).isEqualTo(1);
    }

    @Test
    void survivesTheEndOfTheClocksRange() {
        for (long toWrap = 0; toWrap < 5 * TICK; toWrap += TICK / 3) {
            long start = Long.MAX_VALUE - toWrap;
            TimerWheel wheel = new TimerWheel(start);
            long near = start + 3 * TICK;
            long far = start + 2 * TURN + 10 * TICK;
            wheel.schedule(new Named("near"), near);
            wheel.schedule(new Named("far"), far);
            assertThat(wheel.nextDeadlineNanos() - near).isBetween(0L, TICK);
            assertThat(wheel.advance(near - 1)).isZero();
            assertThat(wheel.advance(near + TICK)).isEqualTo(1);
            wheel.schedule(new Named("past"), near);
            assertThat(wheel.advance(near + 2 * TICK)).isEqualTo(1);
            assertThat(wheel.advance(far - 1)).isZero();
            assertThat(wheel.advance(far + TICK)).isEqualTo(1);
        }
        assertThat(fired).startsWith("near", "past", "far");
    }

    @Test
    void behavesLikeASortedMapUnderManyRandomChanges() {
        SplittableRandom random = new SplittableRandom(5);
        // The run takes about 4 min of its clock, which wraps after a minute and a half.
        long now = Long.MAX_VALUE - 90_000 * MILLISECOND;
        long start = now;
        TimerWheel wheel = new TimerWheel(now);
        Model model = new Model();
        List<Numbered> timers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            timers.add(new Numbered(i, model));
        }
        for (int step = 0; step < 100_000; step++) {
            Numbered timer = timers.get(random.nextInt(timers.size()));
            if (random.nextInt(4) == 0) {
                wheel.cancel(timer);
                model.remove(timer.number);
            } else {
                long deadline = now + random.nextLong(-5 * TICK, 3 * TURN);
                wheel.schedule(timer, deadline);
                model.put(timer.number, deadline - start);
            }
            boolean pause = random.nextInt(2000) == 0;
            now += random.nextLong(pause ? 3 * TURN : 3 * TICK);
            model.now = now - start;
            wheel.advance(now);
            model.assertNothingOverdue();
        }
        assertThat(model.fired).isGreaterThan(10_000);
    }

    /** Deadlines by time since the start, which does not wrap. */
    private static final class Model {
        private final Map<Integer, Long> deadlines = new HashMap<>();
        private final TreeMap<Long, Integer> order = new TreeMap<>();
        private long now;
        private int fired;

        void put(int timer, long deadline) {
            remove(timer);
            deadlines.put(timer, deadline);
            order.merge(deadline, 1, Integer::sum);
        }

        void remove(int timer) {
            Long deadline = deadlines.remove(timer);
            if (deadline != null) {
                order.computeIfPresent(deadline, (key, count) -> count == 1 ? null : count - 1);
            }
        }

        void onFired(int timer) {
            assertThat(deadlines).containsKey(timer);
            assertThat(deadlines.get(timer)).isLessThanOrEqualTo(now);
            remove(timer);
            fired++;
        }

        /** A deadline may be scheduled when it has passed; then the next tick is in time. */
        void assertNothingOverdue() {
            if (!order.isEmpty()) {
                assertThat(order.firstKey()).isGreaterThan(now - 7 * TICK);
            }
        }
    }

    private static final class Numbered extends TimerWheel.Timer {
        private final int number;
        private final Model model;

        Numbered(int number, Model model) {
            this.number = number;
            this.model = model;
        }

        @Override
        void onDeadline(long nowNanos) {
            model.onFired(number);
        }
    }

    private final class Named extends TimerWheel.Timer {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void onDeadline(long nowNanos) {
            fired.add(name);
        }
    }

    private final class Periodic extends TimerWheel.Timer {
        private final TimerWheel wheel;
        private final long periodNanos;

        Periodic(TimerWheel wheel, long periodNanos) {
            this.wheel = wheel;
            this.periodNanos = periodNanos;
        }

        @Override
        void onDeadline(long nowNanos) {
            fired.add("periodic");
            wheel.schedule(this, nowNanos + periodNanos);
        }
    }
}
