package io.plenum.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.CapturedPacket;
import io.plenum.bridge.bytes.TransportAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcapTest {
    private static final long NOW = 1_800_000_000_123_456_789L;

    private static TransportAddress address(String host, int port) {
        return TransportAddress.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }

    private static List<PcapReader.Packet> read(byte[]... records) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Pcap.fileHeader());
        for (byte[] record : records) {
            file.writeBytes(record);
        }
        return PcapReader.read(file.toByteArray());
    }

    @Test
    void bothFamiliesAndDirectionsAreReadAsTheyWere() {
        byte[] bytes = {(byte) 0x80, 111, 1, 2};
        TransportAddress us = address("192.0.2.1", 10_000);
        TransportAddress them = address("203.0.113.77", 65_535);
        TransportAddress usSix = address("2001:db8::1", 10_000);
        TransportAddress themSix = address("2001:db8:ffff::2", 5);
        List<PcapReader.Packet> packets =
                read(
                        Pcap.record(new CapturedPacket(true, NOW, us, them, 4, bytes)),
                        Pcap.record(
                                new CapturedPacket(false, NOW + 1, usSix, themSix, 900, bytes)));
        PcapReader.Packet first = packets.getFirst();
        assertThat(first.from()).isEqualTo(them);
        assertThat(first.to()).isEqualTo(us);
        assertThat(first.epochNanos()).isEqualTo(NOW);
        assertThat(first.length()).isEqualTo(4);
        assertThat(first.bytes()).isEqualTo(bytes);
        PcapReader.Packet second = packets.getLast();
        assertThat(second.from()).isEqualTo(usSix);
        assertThat(second.to()).isEqualTo(themSix);
        assertThat(second.epochNanos()).isEqualTo(NOW + 1);
        assertThat(second.length()).isEqualTo(900);
        assertThat(second.bytes()).isEqualTo(bytes);
    }

    @Test
    void aRemarkIsTextToNobody() {
        PcapReader.Packet remark = read(Pcap.remark(NOW, "that was all")).getFirst();
        assertThat(remark.isRemark()).isTrue();
        assertThat(new String(remark.bytes(), StandardCharsets.UTF_8)).isEqualTo("that was all");
    }
}
