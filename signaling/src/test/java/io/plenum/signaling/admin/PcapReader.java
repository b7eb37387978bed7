package io.plenum.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads a capture file strictly: every length and every checksum must be right. */
final class PcapReader {
    private PcapReader() {}

    /**
     * A datagram.
     *
     * @param length of the payload before it was cut
     */
    record Packet(
            long epochNanos, TransportAddress from, TransportAddress to, int length, byte[] bytes) {

        boolean isRemark() {
            return to.port() == 9;
        }

        /** RFC 5761 section 4. */
        boolean isRtcp() {
            int type = bytes[1] & 0xFF;
            return type >= 192 && type <= 223;
        }
    }

    static List<Packet> read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getInt()).isEqualTo(0xA1B2_3C4D);
        assertThat(in.getShort()).isEqualTo((short) 2);
        assertThat(in.getShort()).isEqualTo((short) 4);
        assertThat(in.getLong()).isZero();
        assertThat(in.getInt()).isEqualTo(65_535);
        assertThat(in.getInt()).isEqualTo(101);
        List<Packet> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            packets.add(packet(in));
        }
        return packets;
    }

    private static Packet packet(ByteBuffer in) {
        long nanos = in.getInt() * 1_000_000_000L + in.getInt();
        int kept = in.getInt();
        int original = in.getInt();
        assertThat(kept).isBetween(28, original);
        ByteBuffer ip = in.slice(in.position(), kept).order(ByteOrder.BIG_ENDIAN);
        in.position(in.position() + kept);
        boolean isIpv4 = ip.get(0) == 0x45;
        int headers = isIpv4 ? 20 : 40;
        if (isIpv4) {
            assertThat(ip.getShort(2) & 0xFFFF).isEqualTo(original);
            assertThat(ip.get(9)).isEqualTo((byte) 17);
            int sum = 0;
            for (int i = 0; i < 20; i += 2) {
                sum += ip.getShort(i) & 0xFFFF;
            }
            assertThat((sum & 0xFFFF) + (sum >>> 16)).isEqualTo(0xFFFF);
        } else {
            assertThat(ip.getInt(0)).isEqualTo(0x6000_0000);
            assertThat(ip.getShort(4) & 0xFFFF).isEqualTo(original - 40);
            assertThat(ip.get(6)).isEqualTo((byte) 17);
        }
        assertThat(ip.getShort(headers + 4) & 0xFFFF).isEqualTo(original - headers);
        byte[] bytes = new byte[kept - headers - 8];
        ip.get(headers + 8, bytes);
        return new Packet(
                nanos,
                address(ip, isIpv4 ? 12 : 8, ip.getShort(headers) & 0xFFFF, isIpv4),
                address(ip, isIpv4 ? 16 : 24, ip.getShort(headers + 2) & 0xFFFF, isIpv4),
                original - headers - 8,
                bytes);
    }

    private static TransportAddress address(ByteBuffer ip, int at, int port, boolean isIpv4) {
        return isIpv4
                ? TransportAddress.ofIpv4(ip.getInt(at), port)
                : new TransportAddress(ip.getLong(at), ip.getLong(at + 8), port);
    }
}
