package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtcp.TransportFeedbackWriter;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalRecorderTest {
    private static final long MS = 1_000_000L;

    private final ArrivalRecorder recorder = new ArrivalRecorder();
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] buffer = new byte[1_150];

    /** What a publisher reads: sequence numbers, and for each whether it arrived. */
    private List<String> report() {
        List<String> told = new ArrayList<>();
        while (recorder.pending()) {
            writer.begin(buffer, 0, buffer.length);
            assertThat(recorder.write(writer, 1, 2)).isTrue();
            RtcpCompound compound = new RtcpCompound();
            assertThat(compound.wrap(buffer, 0, writer.length())).isEqualTo(Verdict.OK);
            assertThat(compound.next()).isTrue();
            TransportFeedback feedback = new TransportFeedback();
            assertThat(feedback.wrap(compound)).isEqualTo(Verdict.OK);
            while (feedback.next()) {
                told.add(feedback.sequenceNumber() + (feedback.isReceived() ? "+" : "-"));
            }
        }
        return told;
    }

    @Test
    void tellsNothingWhileNothingComes() {
        assertThat(recorder.pending()).isFalse();
        recorder.onPacket(5, 100 * MS);
        assertThat(recorder.pending()).isTrue();
        assertThat(recorder.nextNanos()).isEqualTo(150 * MS);
        report();
        assertThat(recorder.pending()).isFalse();
    }

    @Test
    void tellsWhatCameAndWhatDidNot() {
        recorder.onPacket(65_534, MS);
        recorder.onPacket(1, 2 * MS);
        recorder.onPacket(65_535, 3 * MS);
        assertThat(report()).containsExactly("65534+", "65535+", "0-", "1+");
        recorder.onPacket(2, 60 * MS);
        assertThat(report()).containsExactly("2+");
    }

    @Test
    void tellsAgainOfWhatCameAfterItWasReportedLost() {
        recorder.onPacket(10, MS);
        recorder.onPacket(12, 2 * MS);
        report();
        recorder.onPacket(11, 60 * MS);
        assertThat(report()).contains("11+");
    }

    @Test
    void doesNotWaitWhenManyCome() {
        for (int i = 0; i < ArrivalRecorder.MAX_WAITING; i++) {
            recorder.onPacket(i, MS);
        }
        assertThat(recorder.nextNanos()).isEqualTo(MS);
    }

    @Test
    void beginsAnewAfterAJump() {
        recorder.onPacket(10, MS);
        recorder.onPacket(20_000, 2 * MS);
        assertThat(report()).containsExactly("20000+");
    }

    @Test
    void tellsEveryArrivalOverLossAndReordering() {
        for (int seed = 0; seed < 50; seed++) {
            ArrivalRecorderTest run = new ArrivalRecorderTest();
            SplittableRandom random = new SplittableRandom(seed);
            List<String> told = new ArrayList<>();
            List<Integer> arrived = new ArrayList<>();
            List<Integer> held = new ArrayList<>();
            long now = 0;
            for (int i = 60_000; i < 70_000; i++) {
                now += random.nextLong(3 * MS);
                int sequence = i & 0xFFFF;
                double dice = random.nextDouble();
                if (dice < 0.05) {
                    held.add(sequence);
                } else if (dice > 0.1) {
                    run.recorder.onPacket(sequence, now);
                    arrived.add(sequence);
                }
                if (held.size() > 3) {
                    int late = held.removeFirst();
                    run.recorder.onPacket(late, now);
                    arrived.add(late);
                }
                if (run.recorder.pending() && now >= run.recorder.nextNanos()) {
                    told.addAll(run.report());
                }
            }
            told.addAll(run.report());
            Set<String> untold = new HashSet<>(arrived.stream().map(s -> s + "+").toList());
            untold.removeAll(new HashSet<>(told));
            assertThat(untold).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void goesOnAfterABurstOfLossLongerThanOnePacketCanTell() {
        recorder.onPacket(0, MS);
        report();
        recorder.onPacket(600, 60 * MS);
        List<String> told = report();
        assertThat(told).hasSize(TransportFeedbackWriter.MAX_STATUSES).endsWith("599-", "600+");
        assertThat(recorder.pending()).isFalse();
        recorder.onPacket(601, 120 * MS);
        assertThat(report()).containsExactly("601+");
    }

    @Test
    void forgetsTheOldestWhenNothingCouldBeSentForLong() {
        for (int i = 0; i < 5_000; i++) {
            recorder.onPacket(i, i * MS);
        }
        assertThat(report()).hasSize(2_048).startsWith("2952+").endsWith("4999+");
    }

    /** Bursts of up to 900 lost packets, single losses, reordering, and reports at any moment. */
    @Test
    void tellsTheRightTimesAndNeverTakesAnArrivalBack() {
        for (int seed = 0; seed < 40; seed++) {
            ArrivalRecorderTest run = new ArrivalRecorderTest();
            SplittableRandom random = new SplittableRandom(seed);
            Map<Integer, Long> arrivedTicks = new HashMap<>();
            Map<Integer, Boolean> told = new HashMap<>();
            List<Integer> held = new ArrayList<>();
            long now = 0;
            int skip = 0;
            for (int i = 0; i < 20_000; i++) {
                now += random.nextLong(2 * MS);
                if (skip == 0 && random.nextInt(2_000) == 0) {
                    skip = random.nextInt(900);
                }
                if (skip > 0) {
                    skip--;
                } else if (random.nextInt(20) == 0) {
                    held.add(i);
                } else if (random.nextInt(20) != 0) {
                    run.arrives(i, now, arrivedTicks);
                }
                if (held.size() > 3) {
                    int late = held.removeFirst();
                    if (i - late < 500) {
                        run.arrives(late, now, arrivedTicks);
                    }
                }
                if (run.recorder.pending() && now >= run.recorder.nextNanos()) {
                    run.checkReport(i, arrivedTicks, told, seed);
                }
            }
            run.checkReport(20_000, arrivedTicks, told, seed);
            for (int sequence : arrivedTicks.keySet()) {
                if (!Boolean.TRUE.equals(told.get(sequence))) {
                    fail("seed %d: arrival of %d not told".formatted(seed, sequence));
                }
            }
        }
    }

    private void arrives(int sequence, long now, Map<Integer, Long> arrivedTicks) {
        recorder.onPacket(sequence & 0xFFFF, now);
        arrivedTicks.put(sequence, now / TransportFeedback.TICK_NANOS);
    }

    private void checkReport(
            int upTo, Map<Integer, Long> arrivedTicks, Map<Integer, Boolean> told, int seed) {
        TransportFeedback feedback = new TransportFeedback();
        RtcpCompound compound = new RtcpCompound();
        while (recorder.pending()) {
            writer.begin(buffer, 0, buffer.length);
            assertThat(recorder.write(writer, 1, 2)).as("seed %d", seed).isTrue();
            assertThat(compound.wrap(buffer, 0, writer.length())).isEqualTo(Verdict.OK);
            assertThat(compound.next()).isTrue();
            assertThat(feedback.wrap(compound)).isEqualTo(Verdict.OK);
            while (feedback.next()) {
                int sequence = upTo + (short) (feedback.sequenceNumber() - upTo);
                if (feedback.isReceived()) {
                    Long ticks = arrivedTicks.get(sequence);
                    if (ticks == null || ticks != feedback.arrivalTicks()) {
                        fail("seed %d: %d told at a wrong time".formatted(seed, sequence));
                    }
                    told.put(sequence, true);
                } else if (Boolean.TRUE.equals(told.put(sequence, false))) {
                    fail("seed %d: %d told arrived, then lost".formatted(seed, sequence));
                }
            }
        }
    }
}
