package io.plenum.bridge.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The last decrypted packets of a run as a classic pcap file of UDP over raw IPv4. */
final class PcapWriter {
    private static final int KEPT = 20_000;
    private static final int LINKTYPE_RAW = 101;

    private record Packet(long nanos, int from, int to, byte[] payload) {}

    private final Deque<Packet> packets = new ArrayDeque<>();

    /** Notes a packet between two participants, each known by a number. */
    void add(long nanos, int from, int to, byte[] buffer, int length) {
        packets.add(new Packet(nanos, from, to, Arrays.copyOf(buffer, length)));
        if (packets.size() > KEPT) {
            packets.removeFirst();
        }
    }

    /** What went from one to the other, oldest first, of the last packets of the run. */
    List<byte[]> between(int from, int to) {
        return packets.stream()
                .filter(packet -> packet.from == from && packet.to == to)
                .map(Packet::payload)
                .toList();
    }

    void write(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                buffer(24)
                        .putInt(0xA1B2C3D4)
                        .putShort((short) 2)
                        .putShort((short) 4)
                        .putInt(0)
                        .putInt(0)
                        .putInt(65_535)
                        .putInt(LINKTYPE_RAW)
                        .array());
        for (Packet packet : packets) {
            int total = 28 + packet.payload.length;
            out.writeBytes(
                    buffer(16)
                            .putInt((int) (packet.nanos / 1_000_000_000L))
                            .putInt((int) (packet.nanos % 1_000_000_000L / 1_000))
                            .putInt(total)
                            .putInt(total)
                            .array());
            out.writeBytes(
                    ByteBuffer.allocate(28)
                            .put((byte) 0x45)
                            .put((byte) 0)
                            .putShort((short) total)
                            .putInt(0)
                            .put((byte) 64)
                            .put((byte) 17)
                            .putShort((short) 0)
                            .putInt(0x0A00_0000 + packet.from)
                            .putInt(0x0A00_0000 + packet.to)
                            .putShort((short) 5_004)
                            .putShort((short) 5_004)
                            .putShort((short) (8 + packet.payload.length))
                            .putShort((short) 0)
                            .array());
            out.writeBytes(packet.payload);
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
