package io.plenum.signaling.admin;

import io.plenum.bridge.api.CapturedPacket;
import io.plenum.bridge.bytes.TransportAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The parts of a capture file as Wireshark and tcpdump read it: classic pcap
 * (draft-ietf-opsawg-pcap), nanoseconds, little endian, each packet with IP and UDP headers made
 * for it. The UDP checksum is left out: a part of what it would be of may not be there.
 */
final class Pcap {
    /** Nanosecond time stamps. */
    private static final int MAGIC = 0xA1B2_3C4D;

    /** A packet begins with its IP header, of either version. */
    private static final int LINKTYPE_RAW = 101;

    private static final int SNAP_BYTES = 65_535;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int UDP_BYTES = 8;
    private static final int PROTOCOL_UDP = 17;
    private static final int HOPS = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** RFC 863: whatever comes there is text or nothing. */
    private static final TransportAddress NOBODY = TransportAddress.ofIpv4(0, 9);

    private Pcap() {}

    /** What the file begins with. */
    static byte[] fileHeader() {
        return ByteBuffer.allocate(FILE_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(SNAP_BYTES)
                .putInt(LINKTYPE_RAW)
                .array();
    }

    /** A packet from its sender to its receiver. */
    static byte[] record(CapturedPacket packet) {
        TransportAddress from = packet.received() ? packet.remote() : packet.local();
        TransportAddress to = packet.received() ? packet.local() : packet.remote();
        return record(packet.epochNanos(), from, to, packet.originalLength(), packet.bytes());
    }

    /** A remark for whoever reads the file, as a datagram of text from nobody to nobody. */
    static byte[] remark(long epochNanos, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return record(epochNanos, NOBODY, NOBODY, bytes.length, bytes);
    }

    private static byte[] record(
            long epochNanos, TransportAddress from, TransportAddress to, int length, byte[] bytes) {
        boolean isIpv4 = from.isIpv4() && to.isIpv4();
        int headers = (isIpv4 ? IPV4_BYTES : IPV6_BYTES) + UDP_BYTES;
        ByteBuffer record =
                ByteBuffer.allocate(RECORD_HEADER_BYTES + headers + bytes.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (epochNanos / NANOS_PER_SECOND))
                        .putInt((int) (epochNanos % NANOS_PER_SECOND))
                        .putInt(headers + bytes.length)
                        .putInt(headers + length)
                        .order(ByteOrder.BIG_ENDIAN);
        if (isIpv4) {
            putIpv4(record, from, to, headers + length);
        } else {
            putIpv6(record, from, to, UDP_BYTES + length);
        }
        return record.putShort((short) from.port())
                .putShort((short) to.port())
                .putShort((short) (UDP_BYTES + length))
                .putShort((short) 0)
                .put(bytes)
                .array();
    }

    /** RFC 791 section 3.1. */
    private static void putIpv4(
            ByteBuffer record, TransportAddress from, TransportAddress to, int totalLength) {
        int at = record.position();
        record.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) totalLength)
                .putInt(0)
                .put((byte) HOPS)
                .put((byte) PROTOCOL_UDP)
                .putShort((short) 0)
                .putInt((int) from.low())
                .putInt((int) to.low());
        int sum = 0;
        for (int i = at; i < at + IPV4_BYTES; i += Short.BYTES) {
            sum += record.getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        record.putShort(at + 10, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
    }

    /** RFC 8200 section 3. */
    private static void putIpv6(
            ByteBuffer record, TransportAddress from, TransportAddress to, int payloadLength) {
        record.putInt(0x6000_0000)
                .putShort((short) payloadLength)
                .put((byte) PROTOCOL_UDP)
                .put((byte) HOPS)
                .putLong(from.high())
                .putLong(from.low())
                .putLong(to.high())
                .putLong(to.low());
    }
}
