package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.CapturedPacket;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.rtp.DatagramKind;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a capture holds is what the participants themselves sent and got. */
class CaptureTest {
    private static final int ALL = 2_048;

    /** Of packets that were on their way when the test ended. */
    private static final int IN_FLIGHT = 20;

    /** Alice is seen and heard by Bert, over links that lose nothing. */
    private static final class Call {
        final SimulatedParticipant alice;
        final SimulatedParticipant bert;

        Call(Simulation simulation) {
            alice = simulation.join("room", "alice");
            VideoSource camera = new VideoSource(alice, "v", 30, 1_000_000, 1, false);
            alice.publish(camera);
            AudioSource microphone = new AudioSource(alice, "a");
            alice.publish(microphone);
            bert = simulation.join("room", "bert");
            VideoViewer picture = new VideoViewer(bert, 0x5000, 40 * MS);
            bert.view(picture.parameters("v"), picture);
            AudioViewer sound = new AudioViewer(0x6000);
            bert.view(sound.parameters("a"), sound);
            simulation.bridge.assign("bert", "v", camera.id());
            simulation.bridge.assign("bert", "a", microphone.id());
        }
    }

    private static List<CapturedPacket> read(PacketCapture capture) {
        List<CapturedPacket> packets = new ArrayList<>();
        for (CapturedPacket next = capture.poll(); next != null; next = capture.poll()) {
            packets.add(next);
        }
        return packets;
    }

    private static boolean isRtp(CapturedPacket packet) {
        return DatagramKind.of(packet.bytes(), 0, packet.bytes().length) == DatagramKind.RTP;
    }

    private static List<byte[]> rtp(List<CapturedPacket> packets, boolean received) {
        return packets.stream()
                .filter(each -> each.received() == received && isRtp(each))
                .map(CapturedPacket::bytes)
                .toList();
    }

    private static void assertBeginsWith(List<byte[]> more, List<byte[]> fewer) {
        assertThat(fewer).hasSizeGreaterThan(100);
        assertThat(more.size() - fewer.size()).isBetween(0, IN_FLIGHT);
        assertThat(more.subList(0, fewer.size())).containsExactlyElementsOf(fewer);
    }

    @Test
    void bothDirectionsAreAsTheParticipantsHaveThem() {
        Simulation.play(
                1,
                "capture",
                simulation -> {
                    Call call = new Call(simulation);
                    PacketCapture ofAlice = simulation.bridge.capture("alice", ALL);
                    PacketCapture ofBert = simulation.bridge.capture("bert", ALL);
                    long began = simulation.now();
                    simulation.run(3 * SECOND);
                    List<CapturedPacket> alices = read(ofAlice);
                    List<CapturedPacket> berts = read(ofBert);
                    assertBeginsWith(
                            simulation.pcap.between(call.alice.number(), 1), rtp(alices, true));
                    assertBeginsWith(
                            rtp(berts, false), simulation.pcap.between(1, call.bert.number()));
                    assertThat(rtp(alices, false)).isEmpty();
                    assertThat(rtp(berts, true)).isEmpty();
                    for (List<CapturedPacket> each : List.of(alices, berts)) {
                        assertThat(each).anyMatch(packet -> packet.received() && !isRtp(packet));
                        assertThat(each).anyMatch(packet -> !packet.received() && !isRtp(packet));
                        assertThat(each)
                                .allMatch(
                                        packet -> packet.originalLength() == packet.bytes().length)
                                .allMatch(packet -> packet.epochNanos() >= began)
                                .allMatch(packet -> packet.epochNanos() <= simulation.now());
                    }
                    TransportAddress bridge = simulation.bridge.addressFor("bert");
                    assertThat(berts)
                            .allMatch(packet -> packet.local().equals(bridge))
                            .allMatch(packet -> packet.remote().port() == 5_000);
                    assertThat(ofBert.dropped()).isZero();
                    assertThat(ofBert.ended()).isFalse();
                });
    }

    @Test
    void ofThePayloadOnlyWhatWasAskedForIsCopied() {
        Simulation.play(
                2,
                "capture-headers",
                simulation -> {
                    new Call(simulation);
                    PacketCapture capture = simulation.bridge.capture("alice", 12);
                    simulation.run(2 * SECOND);
                    List<CapturedPacket> packets =
                            read(capture).stream().filter(CaptureTest::isRtp).toList();
                    assertThat(packets).hasSizeGreaterThan(100);
                    RtpHeader header = new RtpHeader();
                    for (CapturedPacket packet : packets) {
                        byte[] bytes = packet.bytes();
                        assertThat(header.wrapEncrypted(bytes, 0, bytes.length))
                                .isEqualTo(Verdict.OK);
                        assertThat(bytes).hasSize(header.headerLength() + 12);
                        assertThat(packet.originalLength()).isGreaterThan(bytes.length);
                    }
                });
    }

    @Test
    void whatNobodyReadsIsDroppedAndCounted() {
        Simulation.play(
                3,
                "capture-unread",
                simulation -> {
                    new Call(simulation);
                    PacketCapture capture = simulation.bridge.capture("alice", 12);
                    simulation.run(40 * SECOND);
                    assertThat(read(capture)).hasSize(4_096);
                    assertThat(capture.dropped()).isGreaterThan(1_000);
                    simulation.run(SECOND);
                    assertThat(read(capture)).hasSizeBetween(100, 400);
                });
    }

    @Test
    void nothingIsCopiedOnceItIsClosed() {
        Simulation.play(
                4,
                "capture-closed",
                simulation -> {
                    new Call(simulation);
                    PacketCapture capture = simulation.bridge.capture("alice", ALL);
                    simulation.run(SECOND);
                    capture.close();
                    assertThat(read(capture)).isNotEmpty();
                    simulation.run(SECOND);
                    assertThat(read(capture)).isEmpty();
                    assertThat(capture.ended()).isTrue();
                });
    }

    @Test
    void anotherCaptureTakesThePlaceOfTheFirst() {
        Simulation.play(
                5,
                "capture-replaced",
                simulation -> {
                    new Call(simulation);
                    PacketCapture first = simulation.bridge.capture("alice", ALL);
                    PacketCapture second = simulation.bridge.capture("alice", ALL);
                    assertThat(first.ended()).isTrue();
                    first.close();
                    simulation.run(SECOND);
                    assertThat(read(first)).isEmpty();
                    assertThat(read(second)).isNotEmpty();
                    assertThat(second.ended()).isFalse();
                });
    }

    @Test
    void endsWithItsPeer() {
        Simulation.play(
                6,
                "capture-left",
                simulation -> {
                    Call call = new Call(simulation);
                    PacketCapture capture = simulation.bridge.capture("alice", ALL);
                    simulation.run(SECOND);
                    simulation.leave(call.alice);
                    assertThat(capture.ended()).isTrue();
                    assertThat(read(capture)).isNotEmpty();
                });
    }
}
