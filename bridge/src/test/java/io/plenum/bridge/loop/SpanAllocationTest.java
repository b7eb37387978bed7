package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.room.Room;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a packet leaves behind for the collector on its way from loop to loop: nothing. */
class SpanAllocationTest {
    private static final int PACKETS = 200_000;
    private static final CodecParameters OPUS =
            new CodecParameters(111, "opus", 48_000, 2, "", -1, true);

    private final SimulatedNetwork network = new SimulatedNetwork(1, 0);
    private final Placement placement = new Placement(2, 1);
    private final Counters counters = new Counters();
    private final SpanPipe there = new SpanPipe();
    private final LoopSpans nearSpans = spans(1);
    private final LoopLink near = new LoopLink(there, nearSpans, counters);
    private final LoopSpans farSpans = spans(2);
    private final LoopLink far = new LoopLink(new SpanPipe(), farSpans, counters);
    private final Publication microphone =
            new Publication(
                    new PublicationParameters(
                            "microphone",
                            "a",
                            MediaKind.AUDIO,
                            List.of(OPUS),
                            Map.of(HeaderExtension.AUDIO_LEVEL, 6),
                            List.of(new EncodingParameters(null, 7, -1))),
                    (which, encoding, now) -> {});
    private final ReceiveStream stream = new ReceiveStream(7, 48_000, 64, 0);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] datagram = new byte[100];
    private final byte[] payload = new byte[80];

    private LoopSpans spans(int host) {
        return new MediaLoop(
                        network.open(counters, TransportAddress.ofIpv4(host, 10_000)),
                        counters,
                        event -> {},
                        new CommandQueue(),
                        0)
                .spans();
    }

    private void send(int from, int count) {
        for (int i = from; i < from + count; i++) {
            writer.begin(datagram, 0, datagram.length, 111, false, i & 0xFFFF, i * 960, 7);
            writer.audioLevel(6, true, 90);
            int header = writer.finish();
            stream.accept(
                    datagram,
                    0,
                    header,
                    payload,
                    0,
                    80,
                    i,
                    OPUS,
                    i * 20_000_000L,
                    false,
                    nearSpans.packets().free());
            nearSpans.packets().add(microphone);
            nearSpans.packets().forward();
            there.flush();
            there.drain(10, far);
            farSpans.packets().forward();
        }
    }

    @Test
    void aPacketAllocatesNothing() {
        Room room = new Room("room", (where, speaker) -> {});
        farSpans.onRoomBegan(room, placement.place("room"));
        microphone.setStream(stream);
        near.mirror(room, "alice", microphone);
        send(0, PACKETS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        send(PACKETS, PACKETS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(counters.get(Count.RTP_PACKETS_MIRRORED)).isEqualTo(2 * PACKETS);
        assertThat(allocated).as("bytes over %d packets", PACKETS).isLessThan(PACKETS / 100);
    }
}
