package io.plenum.bridge.loop;

import io.plenum.bridge.dtls.DtlsCertificate;
import io.plenum.bridge.dtls.DtlsClientHandshake;
import io.plenum.bridge.ice.BindingRequest;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.rtp.DatagramKind;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who calls a bridge of real threads and sockets over loopback: ICE, DTLS, SRTP. */
final class LoopbackParticipant implements AutoCloseable {
    private static final String PASSWORD = "0123456789012345678901";

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final DtlsClientHandshake handshake;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final BlockingQueue<byte[]> media = new LinkedBlockingQueue<>();

    LoopbackParticipant(LoopBridge bridge, String room, String name) throws IOException {
        IceParameters ice = new IceParameters("them" + name, PASSWORD);
        LocalTransport local = bridge.addPeer(room, name);
        DtlsCertificate certificate = DtlsCertificate.create(new SecureRandom(), Instant.now());
        bridge.setRemote(name, new RemoteTransport(ice, List.of(certificate.fingerprint())));
        server =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), local.candidates().getFirst().port());
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        handshake =
                new DtlsClientHandshake(
                        certificate,
                        local.fingerprint(),
                        SrtpProfile.AEAD_AES_128_GCM,
                        (buffer, offset, length) ->
                                send(Arrays.copyOfRange(buffer, offset, offset + length)));
        Thread.ofVirtual().start(this::receive);
        send(
                BindingRequest.transaction(1)
                        .username(local.ice().usernameFragment() + ":" + ice.usernameFragment())
                        .priority()
                        .controlling()
                        .useCandidate()
                        .signed(local.ice().password())
                        .fingerprinted());
        SrtpKeys keys = handshake.connect();
        sender = new SrtpSender(keys);
        receiver = new SrtpReceiver(keys);
    }

    int serverPort() {
        return server.getPort();
    }

    private void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, server));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void receive() {
        byte[] buffer = new byte[2_048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                return; // closed
            }
            byte[] datagram = Arrays.copyOf(buffer, packet.getLength());
            switch (DatagramKind.of(datagram, 0, datagram.length)) {
                case DTLS -> handshake.onDatagram(datagram);
                case RTP -> media.add(datagram);
                case STUN, RTCP, UNKNOWN -> {
                    // Answers, reports.
                }
            }
        }
    }

    /** Sends an RTP packet whose header stands at the beginning. */
    void sendRtp(byte[] packet, int headerLength, int length, long index) {
        byte[] sealed = new byte[2_048];
        System.arraycopy(packet, 0, sealed, 0, headerLength);
        int total =
                sender.protectRtp(
                        packet,
                        headerLength,
                        length - headerLength,
                        sealed,
                        0,
                        headerLength,
                        index);
        send(Arrays.copyOf(sealed, total));
    }

    /** The payload of the next RTP packet, decrypted, or null if none comes in time. */
    byte @Nullable [] nextPayload(long patienceMillis) throws InterruptedException {
        byte[] datagram = media.poll(patienceMillis, TimeUnit.MILLISECONDS);
        if (datagram == null) {
            return null;
        }
        RtpHeader header = new RtpHeader();
        if (header.wrapEncrypted(datagram, 0, datagram.length) != Verdict.OK) {
            throw new AssertionError("the bridge sent what is no RTP");
        }
        byte[] payload = new byte[2_048];
        int length =
                receiver.unprotectRtp(
                        datagram, 0, datagram.length, header.headerLength(), payload, 0);
        if (length < 0) {
            throw new AssertionError("the bridge sent what cannot be decrypted: " + length);
        }
        return Arrays.copyOf(payload, length);
    }

    @Override
    public void close() {
        socket.close();
    }
}
