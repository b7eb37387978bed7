package io.plenum.bridge.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.ReceiveStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever packets come in whatever order, whatever the viewer wants and the publisher sends: the
 * selector answers, and what passes is of the encoding that it names.
 *
 * <p>The script: one byte chooses the format and whether there is a descriptor, then each action is
 * one byte, and what it needs follows.
 */
class LayerSelectorFuzzTest {
    private static final int ENCODINGS = 3;
    private static final int HISTORY = 32;
    private static final int DESCRIPTOR_ID = 7;
    private static final int PAYLOAD_TYPE = 96;
    private static final int HEADER_BYTES = 12;
    private static final List<String> FORMATS = List.of("vp8", "vp9", "h264", "h265", "av1", "x");

    private final MediaPacket packet = new MediaPacket();
    private byte[] script = {};
    private int at;

    /** Whole calls of every format, as {@link Publisher} makes them. */
    static List<Arguments> seeds() {
        return LayerSelectorTest.senders()
                .map(arguments -> (LayerSelectorTest.Sender) arguments.get()[0])
                .filter(sender -> sender.encodings() == 1)
                .map(sender -> Arguments.of((Object) seed(sender)))
                .toList();
    }

    private static byte[] seed(LayerSelectorTest.Sender sender) {
        Publisher publisher =
                new Publisher(
                        sender.format(),
                        sender.mode(),
                        sender.described(),
                        sender.flexible(),
                        0,
                        new Random(1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(sender.format().ordinal());
        for (int picture = 0; picture < 4; picture++) {
            for (Publisher.Sent sent : publisher.picture(picture == 0)) {
                byte[] header = sent.header();
                // Its extension, after profile, length, identifier and element's length.
                int described = header.length > HEADER_BYTES ? header[HEADER_BYTES + 5] : 0;
                out.write(sent.lastOfPicture() ? 0x40 : 0);
                out.write(1);
                out.write(picture);
                out.write(described);
                if (described > 0) {
                    out.write(header, HEADER_BYTES + 6, described);
                }
                int length = Math.min(sent.payload().length, 40);
                out.write(length);
                out.write(sent.payload(), 0, length);
            }
            out.write(new byte[] {3, 7, (byte) picture, (byte) picture}, 0, 4);
        }
        return out.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyPacketGetsAVerdict(byte[] bytes) {
        script = bytes;
        at = 0;
        String name = FORMATS.get(next() % FORMATS.size());
        CodecParameters codec = new CodecParameters(PAYLOAD_TYPE, name, 90_000, 1, "", -1, true);
        ReceiveStream[] streams = new ReceiveStream[ENCODINGS];
        long[] sequences = new long[ENCODINGS];
        LayerSelector selector = new LayerSelector();
        selector.setAvailable(1);
        while (at < script.length) {
            int action = next();
            switch (action & 7) {
                case 3 -> selector.setTarget(new LayerTarget(next() & 7, next() & 7, next() & 7));
                case 4 -> selector.setAvailable(next() & 7);
                case 5 -> selector.restart();
                default -> {
                    int encoding = (action >> 3 & 3) % ENCODINGS;
                    if (streams[encoding] == null) {
                        streams[encoding] = stream(encoding);
                        sequences[encoding] = 1000;
                    }
                    long sequence = sequences[encoding] + (byte) next();
                    if (sequence >= 0 && receive(streams[encoding], sequence, action, codec)) {
                        judge(selector, encoding);
                    }
                    sequences[encoding] = Math.max(sequence, sequences[encoding]);
                }
            }
            check(selector);
        }
    }

    private static ReceiveStream stream(int encoding) {
        ReceiveStream stream = new ReceiveStream(1 + encoding, 90_000, HISTORY, encoding);
        stream.setDescriptorId(DESCRIPTOR_ID);
        return stream;
    }

    private boolean receive(
            ReceiveStream stream, long sequence, int action, CodecParameters codec) {
        int timestamp = next();
        byte[] descriptor = bytes(next());
        byte[] payload = bytes(next());
        int words = (2 + descriptor.length + 3) / 4;
        boolean described = descriptor.length > 0;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + (described ? 4 + 4 * words : 0));
        header.put((byte) (described ? 0x90 : 0x80));
        header.put((byte) ((action & 0x40) == 0 ? PAYLOAD_TYPE : 0x80 | PAYLOAD_TYPE));
        header.putShort((short) sequence).putInt(timestamp * 3000).putInt(stream.ssrc());
        if (described) {
            header.putShort((short) 0x1000).putShort((short) words);
            header.put((byte) DESCRIPTOR_ID).put((byte) descriptor.length).put(descriptor);
        }
        return stream.accept(
                        header.array(),
                        0,
                        header.capacity(),
                        payload,
                        0,
                        payload.length,
                        sequence,
                        codec,
                        0,
                        false,
                        packet)
                == ReceiveStream.Outcome.ACCEPTED;
    }

    private void judge(LayerSelector selector, int encoding) {
        int verdict = selector.select(packet);
        assertThat(verdict).isIn(LayerSelector.DROP, LayerSelector.PASS, LayerSelector.START);
        if (verdict != LayerSelector.DROP) {
            assertThat(selector.encoding()).isEqualTo(encoding);
            selector.marker(packet);
        }
    }

    private static void check(LayerSelector selector) {
        assertThat(selector.awaitedEncoding()).isBetween(-1, ENCODINGS - 1);
        assertThat(selector.encoding()).isBetween(-1, ENCODINGS - 1);
        assertThat(selector.spatial()).isBetween(-1, 7);
        assertThat(selector.temporal()).isBetween(-1, 7);
        selector.activeDecodeTargets();
    }

    private int next() {
        return at < script.length ? script[at++] & 0xFF : 0;
    }

    private byte[] bytes(int length) {
        int end = Math.min(script.length, at + length);
        byte[] bytes = Arrays.copyOfRange(script, at, end);
        at = end;
        return bytes;
    }
}
