package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {
    private static final long MS = 1_000_000L;
    private static final long RTT = 50 * MS;

    private final NackGenerator nacks = new NackGenerator(512);
    private final int[] into = new int[NackGenerator.MAX_MISSING];

    private int[] poll(long nowNanos) {
        return Arrays.copyOf(into, nacks.poll(nowNanos, RTT, into));
    }

    @Test
    void asksForNothingWhileEverythingComes() {
        for (int i = 0; i < 100; i++) {
            nacks.onPacket(i, false, i * MS);
        }
        assertThat(nacks.pending()).isFalse();
        assertThat(poll(100 * MS)).isEmpty();
    }

    @Test
    void asksForAGapAtOnceAndAgainAfterARoundTrip() {
        nacks.onPacket(65_534, false, 0);
        nacks.onPacket(65_538, false, MS);
        assertThat(nacks.pending()).isTrue();
        assertThat(nacks.nextNanos()).isEqualTo(MS);
        assertThat(poll(MS)).containsExactly(65_535, 0, 1);
        assertThat(nacks.nextNanos()).isBetween(MS + RTT, MS + RTT + 10 * MS);
        assertThat(poll(MS + RTT / 2)).isEmpty();
        assertThat(poll(nacks.nextNanos())).containsExactly(65_535, 0, 1);
    }

    @Test
    void stopsWhenTheRepairArrives() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        poll(0);
        nacks.onPacket(2, true, 47 * MS);
        assertThat(nacks.pending()).isFalse();
        assertThat(nacks.repaired()).isEqualTo(1);
        assertThat(nacks.takeRoundTripSample()).isEqualTo(47 * MS);
        assertThat(nacks.takeRoundTripSample()).isEqualTo(-1);
    }

    @Test
    void doesNotMeasureTheRoundTripByWhatWasAskedForTwice() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        poll(0);
        poll(nacks.nextNanos());
        nacks.onPacket(2, true, 60 * MS);
        assertThat(nacks.takeRoundTripSample()).isEqualTo(-1);
    }

    @Test
    void givesUpAfterTenRequestsOrASecond() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        int asked = 0;
        for (long now = 0; now <= 3_000 * MS && nacks.pending(); now = nacks.nextNanos()) {
            asked += poll(now).length;
        }
        assertThat(nacks.pending()).isFalse();
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void givesUpWhatHasLeftTheHistory() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        for (int i = 4; i < 600; i++) {
            nacks.onPacket(i, false, MS);
        }
        assertThat(poll(MS)).isEmpty();
        assertThat(nacks.pending()).isFalse();
    }

    @Test
    void asksForNothingAfterAStallButSaysSo() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        nacks.onPacket(900, false, 2_000 * MS);
        assertThat(nacks.pending()).isFalse();
        assertThat(nacks.takeStall()).isTrue();
        assertThat(nacks.takeStall()).isFalse();
        nacks.onPacket(902, false, 2_001 * MS);
        assertThat(poll(2_001 * MS)).containsExactly(901);
    }

    @Test
    void doesNotAskForWhatWasShedAndSaysThatItIsAStall() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 0);
        nacks.onShed();
        nacks.onPacket(7, false, 70 * MS);
        assertThat(nacks.pending()).isFalse();
        assertThat(nacks.takeStall()).isTrue();
        nacks.onPacket(9, false, 71 * MS);
        assertThat(poll(71 * MS)).containsExactly(8);
    }

    @Test
    void neverAsksForMoreThanItsBound() {
        long sequence = 0;
        for (int i = 0; i < 50; i++) {
            nacks.onPacket(sequence, false, MS);
            sequence += 21;
            assertThat(nacks.missing()).isLessThanOrEqualTo(NackGenerator.MAX_MISSING);
        }
    }

    @Test
    void learnsToWaitWhereThePathReorders() {
        nacks.onPacket(1, false, 0);
        nacks.onPacket(3, false, 10 * MS);
        assertThat(poll(10 * MS)).containsExactly(2);
        nacks.onPacket(2, false, 14 * MS); // it had only been overtaken
        nacks.onPacket(5, false, 20 * MS);
        assertThat(poll(20 * MS)).as("waits as long as it took the other").isEmpty();
        assertThat(nacks.nextNanos()).isBetween(24 * MS, 26 * MS);
        nacks.onPacket(4, false, 24 * MS);
        assertThat(nacks.pending()).isFalse();
    }

    /** Audio has no stream for its repetitions, and the next server may be 4 ms away. */
    @Test
    void takesAQuickAnswerInTheStreamItselfForARepairAndNotForReordering() {
        long sequence = 0;
        for (int i = 0; i < 5; i++) {
            long now = i * (20 * MS);
            nacks.onPacket(sequence, false, now);
            nacks.onPacket(sequence + 2, false, now);
            assertThat(nacks.poll(now, 4 * MS, into)).as("asked at once").isOne();
            nacks.onPacket(sequence + 1, false, now + 4 * MS);
            sequence += 3;
        }
        assertThat(nacks.repaired()).isEqualTo(5);
    }

    @Test
    void ignoresWhatIsOlderThanTheFirst() {
        nacks.onPacket(10, false, 0);
        nacks.onPacket(5, false, 0);
        nacks.onPacket(11, false, 0);
        assertThat(nacks.pending()).isFalse();
    }

    /** 5 % loss both ways on a path of 50 ms: how soon is everything here, at what price? */
    @Test
    void repairsEverythingWithinThreeRoundTripsAtLittleMoreThanTheLoss() {
        SplittableRandom random = new SplittableRandom(7);
        Map<Long, Long> arriving = new HashMap<>();
        long lost = 0;
        long late = 0;
        for (long sequence = 0; sequence < 20_000; sequence++) {
            long now = sequence * 2 * MS;
            final long until = now;
            arriving.entrySet()
                    .removeIf(
                            entry -> {
                                if (entry.getValue() <= until) {
                                    nacks.onPacket(entry.getKey(), true, entry.getValue());
                                    return true;
                                }
                                return false;
                            });
            if (nacks.pending() && now - nacks.nextNanos() >= 0) {
                for (int each : poll(now)) {
                    boolean asked = random.nextDouble() > 0.05;
                    boolean answered = random.nextDouble() > 0.05 && asked;
                    if (answered) {
                        long extended = sequence + (short) (each - (int) sequence);
                        arriving.put(extended, now + RTT);
                    }
                }
            }
            if (random.nextDouble() < 0.05 && sequence > 0) {
                lost++;
            } else {
                nacks.onPacket(sequence, false, now);
            }
            late = Math.max(late, nacks.missing());
        }
        assertThat(nacks.repaired()).isGreaterThan(lost - 20);
        assertThat((double) nacks.requested() / lost).isBetween(1.0, 1.15);
        assertThat(late).as("missing at once").isLessThan(15);
    }
}
