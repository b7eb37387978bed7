package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import io.plenum.bridge.receive.ReceiveStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** One encoding of a publication: encoder, packetizer, and our side's stream that receives it. */
final class Publisher {
    private static final int DESCRIPTOR_ID = 7;
    private static final int PAYLOAD_TYPE = 96;

    /** A packet on its way. */
    record Sent(Frame frame, long sequence, byte[] header, byte[] payload, boolean lastOfPicture) {}

    private final Random random;
    private final ReceiveStream stream;
    private final CodecParameters codec;
    private final ScalableEncoder encoder;
    private final PayloadBytes payloads;
    private final DescriptorBytes descriptors;
    private final boolean described;
    private long sequence;
    private int timestamp;

    Publisher(
            PayloadFormat format,
            Scalability mode,
            boolean described,
            boolean flexible,
            int encoding,
            Random random) {
        this.random = random;
        this.described = described;
        String name = format.name().toLowerCase(Locale.ROOT);
        codec = new CodecParameters(PAYLOAD_TYPE, name, 90_000, 1, "", -1, true);
        stream = new ReceiveStream(1000 + encoding, 90_000, 2048, encoding);
        stream.setDescriptorId(described ? DESCRIPTOR_ID : 0);
        encoder = new ScalableEncoder(mode, 65_500L + random.nextInt(30));
        payloads = new PayloadBytes(format, mode, flexible);
        descriptors = new DescriptorBytes(mode);
        sequence = 65_000L + random.nextInt(500);
        timestamp = random.nextInt();
    }

    /** The packets of the next picture. */
    List<Sent> picture(boolean key) {
        timestamp += 3000;
        List<Sent> sent = new ArrayList<>();
        List<Frame> frames = encoder.encode(key);
        for (Frame frame : frames) {
            int packets = 1 + random.nextInt(frame.isKey() ? 4 : 2);
            byte[][] extensions = descriptors.write(frame, packets);
            for (int i = 0; i < packets; i++) {
                boolean last = i == packets - 1;
                boolean marker = last && frame.spatialId() == frames.size() - 1;
                byte[] payload = payloads.write(frame, i == 0, last);
                sent.add(new Sent(frame, sequence, header(marker, extensions[i]), payload, marker));
                sequence++;
            }
        }
        return sent;
    }

    private byte[] header(boolean marker, byte[] extension) {
        BitWriter bits = new BitWriter();
        bits.put(described ? 0x90 : 0x80, 8).put(marker ? 1 : 0, 1).put(PAYLOAD_TYPE, 7);
        bits.put((int) sequence & 0xFFFF, 16).put(timestamp, 32).put(stream.ssrc(), 32);
        if (described) {
            int words = (2 + extension.length + 3) / 4;
            bits.put(0x1000, 16).put(words, 16).put(DESCRIPTOR_ID, 8).put(extension.length, 8);
            for (byte each : extension) {
                bits.put(each, 8);
            }
            bits.put(0, 8 * (4 * words - 2 - extension.length));
        }
        return bits.toBytes();
    }

    /** The packet arrives at our side. */
    void receive(Sent sent, MediaPacket into) {
        ReceiveStream.Outcome outcome =
                stream.accept(
                        sent.header(),
                        0,
                        sent.header().length,
                        sent.payload(),
                        0,
                        sent.payload().length,
                        sent.sequence(),
                        codec,
                        0,
                        false,
                        into);
        if (outcome != ReceiveStream.Outcome.ACCEPTED) {
            throw new AssertionError(outcome + " " + sent);
        }
    }
}
