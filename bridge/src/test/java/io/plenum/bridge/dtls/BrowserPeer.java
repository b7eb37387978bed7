package io.plenum.bridge.dtls;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.srtp.SrtpKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A peer for one real browser, driven by {@code src/test/captures/dtls/browser.mjs}: answers its
 * connectivity checks and either shakes hands or listens to what it sends.
 *
 * <p>Prints {@code local <port> <ufrag> <pwd> <fingerprint>}, reads {@code <algorithm>
 * <fingerprint>} of the browser, then prints {@code connected}, {@code failed}, {@code closed}, or
 * one {@code datagram} line for each DTLS datagram that came.
 */
public final class BrowserPeer implements DtlsTransport.Listener {
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final String UFRAG = "plnm";
    private static final String PASSWORD = "0123456789abcdefghijklmn";

    private final DatagramSocket socket;
    private volatile SocketAddress remote;

    private BrowserPeer(DatagramSocket socket) {
        this.socket = socket;
    }

    /**
     * Runs until it is killed.
     *
     * @param args "capture" to listen or "handshake" to answer, then the address to bind
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        boolean capture = args[0].equals("capture");
        DtlsCertificate certificate = DtlsCertificate.create(new SecureRandom(), Instant.now());
        DtlsWarmUp.run(certificate, 2);
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(args[1]), 0))) {
            System.out.printf(
                    "local %d %s %s %s%n",
                    socket.getLocalPort(), UFRAG, PASSWORD, certificate.fingerprint().value());
            String[] line =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine()
                            .split(" ");
            BrowserPeer peer = new BrowserPeer(socket);
            Counters counters = new Counters();
            BouncyCastleDtls dtls = new BouncyCastleDtls(certificate, counters, peer);
            dtls.setRemoteFingerprints(List.of(new DtlsFingerprint(line[0], line[1])));
            peer.serve(dtls, counters, capture);
        }
    }

    private void serve(BouncyCastleDtls dtls, Counters counters, boolean capture)
            throws IOException, GeneralSecurityException {
        byte[] buffer = new byte[2048];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            remote = packet.getSocketAddress();
            int first = buffer[0] & 0xFF;
            if (first < 4) {
                answer(buffer, packet);
            } else if (first >= 20 && first < 64) {
                if (capture) {
                    System.out.println(
                            "datagram " + HexFormat.of().formatHex(buffer, 0, packet.getLength()));
                } else {
                    dtls.onDatagram(buffer, 0, packet.getLength(), System.nanoTime());
                    if (counters.get(Count.DROPPED_DTLS_MALFORMED) > 0) {
                        System.out.println("malformed");
                    }
                }
            }
        }
    }

    /** A success response (RFC 8489) with what ICE wants in it. */
    private void answer(byte[] request, DatagramPacket packet)
            throws IOException, GeneralSecurityException {
        if (BigEndian.getUnsignedShort(request, 0) != 1) {
            return;
        }
        byte[] response = new byte[20 + 12 + 24 + 8];
        BigEndian.putShort(response, 0, 0x0101);
        System.arraycopy(request, 4, response, 4, 16);
        BigEndian.putShort(response, 20, 0x0020); // XOR-MAPPED-ADDRESS, IPv4
        BigEndian.putShort(response, 22, 8);
        BigEndian.putShort(response, 24, 1);
        BigEndian.putShort(response, 26, packet.getPort() ^ (MAGIC_COOKIE >>> 16));
        BigEndian.putInt(
                response, 28, BigEndian.getInt(packet.getAddress().getAddress(), 0) ^ MAGIC_COOKIE);
        BigEndian.putShort(response, 2, 36); // up to and with MESSAGE-INTEGRITY
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(PASSWORD.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        mac.update(response, 0, 32);
        BigEndian.putShort(response, 32, 0x0008);
        BigEndian.putShort(response, 34, 20);
        System.arraycopy(mac.doFinal(), 0, response, 36, 20);
        BigEndian.putShort(response, 2, 44);
        CRC32 crc = new CRC32();
        crc.update(response, 0, 56);
        BigEndian.putShort(response, 56, 0x8028);
        BigEndian.putShort(response, 58, 4);
        BigEndian.putInt(response, 60, (int) crc.getValue() ^ 0x5354554E);
        socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
    }

    @Override
    public void onOutbound(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, remote));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onConnected(SrtpKeys keys, DtlsFingerprint remoteFingerprint) {
        System.out.println("connected " + keys.profile() + " " + remoteFingerprint.value());
    }

    @Override
    public void onApplicationData(byte[] message) {
        System.out.println("message " + message.length);
    }

    @Override
    public void onFailed(CloseReason reason, String why) {
        System.out.println("failed " + reason + " " + why);
    }

    @Override
    public void onClosed() {
        System.out.println("closed");
    }
}
