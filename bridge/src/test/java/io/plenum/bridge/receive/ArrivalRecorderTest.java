package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.List;
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
            assertThat(told)
                    .as("seed %d", seed)
                    .containsAll(arrived.stream().map(s -> s + "+").toList());
        }
    }
}
