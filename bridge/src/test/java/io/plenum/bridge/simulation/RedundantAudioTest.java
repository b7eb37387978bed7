package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.Red;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A publisher that sends plain Opus, and a viewer on a link that loses packets. */
class RedundantAudioTest {
    private static final LinkConditions WAY = LinkConditions.PERFECT.withDelay(100 * MS, 0);
    private static final int RED = 63;

    /** What a viewer of RED could play: from its own packets and from those that came along. */
    private static final class Listener implements SimulatedViewer {
        private final Red red = new Red();
        private final boolean knowsRed;
        final Set<Long> captured = new HashSet<>();
        long packetsOfRed;

        Listener(boolean knowsRed) {
            this.knowsRed = knowsRed;
        }

        SlotParameters parameters() {
            List<CodecParameters> codecs = new ArrayList<>();
            codecs.add(new CodecParameters(109, "opus", 48_000, 2, "", -1, false));
            if (knowsRed) {
                codecs.add(new CodecParameters(RED, "red", 48_000, 2, "", -1, false));
            }
            return new SlotParameters(
                    "a",
                    MediaKind.AUDIO,
                    0x6000,
                    -1,
                    codecs,
                    Map.of(HeaderExtension.TRANSPORT_CC, SimulatedParticipant.TRANSPORT_CC));
        }

        @Override
        public void onRtp(RtpHeader header, byte[] packet, int payloadOffset, int payloadLength) {
            if (header.payloadType() != RED) {
                captured.add(BigEndian.getLong(packet, payloadOffset + 4));
                return;
            }
            packetsOfRed++;
            assertThat(red.wrap(packet, payloadOffset, payloadLength)).isEqualTo(Verdict.OK);
            while (red.next()) {
                assertThat(red.payloadType()).isEqualTo(109);
                captured.add(BigEndian.getLong(packet, red.blockOffset() + 4));
            }
        }

        double heardOf(long fromNanos, long toNanos) {
            long heard = captured.stream().filter(at -> at >= fromNanos && at < toNanos).count();
            return heard / ((toNanos - fromNanos) / (20.0 * MS));
        }

        @Override
        public void onSenderReport(SenderReport report) {}

        @Override
        public void writeReportBlock(RtcpWriter writer) {}
    }

    private static void play(boolean knowsRed, LossModel loss, Check check) {
        Simulation.play(
                61,
                "redundant-audio",
                simulation -> {
                    AudioSource voice = new AudioSource(simulation.join("room", "alice"), "a");
                    voice.owner().publish(voice);
                    voice.level = 20;
                    SimulatedParticipant bob = simulation.join("room", "bob").feedBack();
                    bob.link(WAY, WAY.withLoss(loss));
                    Listener listener = new Listener(knowsRed);
                    bob.view(listener.parameters(), listener);
                    simulation.bridge.assign("bob", "a", voice.id());
                    simulation.run(10 * SECOND);
                    long from = simulation.now();
                    simulation.run(60 * SECOND);
                    check.of(simulation, listener, listener.heardOf(from, from + 59 * SECOND));
                });
    }

    private interface Check {
        void of(Simulation simulation, Listener listener, double heard);
    }

    @Test
    void fivePercentOfLossIsNearlyInaudible() {
        play(
                true,
                new LossModel.Random(0.05),
                (simulation, listener, heard) -> {
                    assertThat(heard).isGreaterThan(0.993);
                    assertThat(simulation.count(Count.RTP_PACKETS_MADE_REDUNDANT))
                            .isGreaterThan(2_500);
                });
    }

    @Test
    void fifteenPercentToo() {
        play(
                true,
                new LossModel.Random(0.15),
                (simulation, listener, heard) -> assertThat(heard).isGreaterThan(0.99));
    }

    @Test
    void aViewerWithoutRedHearsTheGaps() {
        play(
                false,
                new LossModel.Random(0.05),
                (simulation, listener, heard) -> {
                    assertThat(heard).isBetween(0.92, 0.97);
                    assertThat(simulation.count(Count.RTP_PACKETS_MADE_REDUNDANT)).isZero();
                });
    }

    @Test
    void whereNothingIsLostNothingIsAdded() {
        play(
                true,
                new LossModel.None(),
                (simulation, listener, heard) -> {
                    assertThat(heard).isEqualTo(1);
                    assertThat(listener.packetsOfRed).isZero();
                });
    }
}
