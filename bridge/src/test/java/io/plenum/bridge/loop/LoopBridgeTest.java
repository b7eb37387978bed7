package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.config.BridgeConfig;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole bridge, with threads, sockets and handshakes: one room on two loops. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopBridgeTest {
    private static final CodecParameters OPUS =
            new CodecParameters(111, "opus", 48_000, 2, "", -1, true);
    private static final int SSRC = 0x1234;
    private static final int VIEWERS = 3;
    private static final int PACKETS = 2_000;

    /** So many may be under way at once: no buffer overflows. */
    private static final int WINDOW = 32;

    private final BlockingQueue<BridgeEvent> events = new LinkedBlockingQueue<>();
    private final RtpHeaderWriter writer = new RtpHeaderWriter();

    private LoopBridge start(int loops, BridgeConfig.Io io) throws IOException {
        BridgeConfig config =
                new BridgeConfig(
                        0,
                        List.of("127.0.0.1"),
                        List.of(),
                        loops,
                        io,
                        BridgeConfig.Gso.AUTO,
                        0,
                        BridgeConfig.Crypto.JDK);
        return LoopBridge.start(config, 1, events::add);
    }

    private static MediaParameters microphone() {
        return new MediaParameters(
                List.of(
                        new PublicationParameters(
                                "microphone",
                                "a",
                                MediaKind.AUDIO,
                                List.of(OPUS),
                                Map.of(HeaderExtension.AUDIO_LEVEL, 6),
                                List.of(new EncodingParameters(null, SSRC, -1)))),
                List.of(),
                "cname");
    }

    private static MediaParameters ear() {
        return new MediaParameters(
                List.of(),
                List.of(
                        new SlotParameters(
                                "s", MediaKind.AUDIO, 0x6000, -1, List.of(OPUS), Map.of())),
                "cname");
    }

    private void speak(LoopbackParticipant alice, int number) {
        byte[] packet = new byte[200];
        writer.begin(packet, 0, packet.length, 111, false, number & 0xFFFF, number * 960, SSRC);
        writer.audioLevel(6, true, 40);
        int header = writer.finish();
        BigEndian.putInt(packet, header, number);
        alice.sendRtp(packet, header, header + 80, number);
    }

    private void await(Class<? extends BridgeEvent> kind, String peer) throws InterruptedException {
        BridgeEvent event;
        do {
            event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("%s of %s", kind, peer).isNotNull();
        } while (!kind.isInstance(event) || !event.peer().equals(peer));
    }

    @ParameterizedTest
    @EnumSource(
            value = BridgeConfig.Io.class,
            names = {"AUTO", "NIO"})
    void aRoomOnTwoLoopsHearsWhatIsSaidOnOne(BridgeConfig.Io io) throws Exception {
        try (LoopBridge bridge = start(2, io)) {
            List<LoopbackParticipant> viewers = new ArrayList<>();
            LoopbackParticipant alice = new LoopbackParticipant(bridge, "room", "alice");
            for (int i = 0; i < VIEWERS; i++) {
                LoopbackParticipant viewer = new LoopbackParticipant(bridge, "room", "v" + i);
                viewers.add(viewer);
                bridge.setMedia("v" + i, ear());
                bridge.assign("v" + i, "s", "microphone");
                await(BridgeEvent.PeerConnected.class, "v" + i);
            }
            assertThat(viewers.get(0).serverPort()).isNotEqualTo(alice.serverPort());
            assertThat(viewers.get(1).serverPort()).isEqualTo(alice.serverPort());
            bridge.setMedia("alice", microphone());
            // The first packets may come before everybody knows of the publication.
            int[] next = new int[VIEWERS];
            int first = untilAllHear(alice, viewers);
            Arrays.fill(next, first + 1);
            for (int number = first + 1; number <= first + PACKETS; number++) {
                speak(alice, number);
                for (int i = 0; i < VIEWERS; i++) {
                    while (next[i] <= number - WINDOW
                            || (number == first + PACKETS && next[i] <= number)) {
                        byte[] payload = viewers.get(i).nextPayload(5_000);
                        assertThat(payload).as("packet %d at viewer %d", next[i], i).isNotNull();
                        assertThat(BigEndian.getInt(payload, 0)).isEqualTo(next[i]++);
                    }
                }
            }
            bridge.removePeer("alice", CloseReason.LEFT);
            await(BridgeEvent.PeerClosed.class, "alice");
            BridgeStatistics statistics = bridge.statistics();
            assertThat(statistics.rooms()).isEqualTo(1);
            assertThat(statistics.peers()).isEqualTo(VIEWERS);
            assertThat(statistics.get(Count.RTP_PACKETS_PIPED)).isGreaterThanOrEqualTo(PACKETS);
            assertThat(
                            statistics.get(Count.RTP_PACKETS_MIRRORED)
                                    + statistics.get(Count.DROPPED_MIRRORED))
                    .isEqualTo(statistics.get(Count.RTP_PACKETS_PIPED));
            assertThat(
                            statistics.get(Count.RTP_PACKETS_FORWARDED)
                                    + statistics.get(Count.RTP_PACKETS_WITHHELD))
                    .isEqualTo(statistics.get(Count.RTP_PACKETS_OFFERED));
            assertThat(statistics.get(Count.DROPPED_PIPE_FULL)).isZero();
            assertThat(statistics.get(Count.CYCLES_FAILED)).isZero();
            alice.close();
            viewers.forEach(LoopbackParticipant::close);
        }
    }

    /** Speaks until everybody has heard the same packet, which was then the last; answers which. */
    private int untilAllHear(LoopbackParticipant alice, List<LoopbackParticipant> viewers)
            throws InterruptedException {
        for (int number = 0; number < 500; number++) {
            speak(alice, number);
            boolean all = true;
            for (LoopbackParticipant viewer : viewers) {
                byte[] payload = viewer.nextPayload(100);
                while (payload != null && BigEndian.getInt(payload, 0) < number) {
                    payload = viewer.nextPayload(100);
                }
                all &= payload != null;
            }
            if (all) {
                return number;
            }
        }
        throw new AssertionError("somebody never heard anything");
    }

    @Test
    void aBridgeOfTwoLoopsClosesWhileARoomSpansThem() throws Exception {
        LoopBridge bridge = start(2, BridgeConfig.Io.AUTO);
        List<LoopbackParticipant> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new LoopbackParticipant(bridge, "room", "p" + i));
            bridge.setMedia("p" + i, microphone());
        }
        bridge.close();
        // Everything that was raised has been delivered.
        assertThat(events)
                .filteredOn(BridgeEvent.PeerClosed.class::isInstance)
                .extracting(BridgeEvent::peer)
                .containsExactlyInAnyOrder("p0", "p1", "p2", "p3");
        assertThat(bridge.statistics().peers()).isZero();
        assertThat(bridge.statistics().rooms()).isZero();
        assertThat(bridge.statistics().get(Count.CYCLES_FAILED)).isZero();
        all.forEach(LoopbackParticipant::close);
    }
}
