package io.plenum.bridge.dtls;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole handshakes in memory, so that the first participant does not wait for the JVM to load and
 * compile what a handshake needs.
 */
public final class DtlsWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsWarmUp.class);

    private DtlsWarmUp() {}

    /**
     * Shakes hands with ourselves. Blocks for some hundred milliseconds. A failure is logged, and
     * nothing else: it says that real handshakes will fail too, and those have somebody to tell.
     *
     * @param certificate used by both sides
     * @param handshakes how many, 1 or more: the first loads the classes, each further one compiles
     *     more
     */
    public static void run(DtlsCertificate certificate, int handshakes) {
        try {
            for (int i = 0; i < handshakes; i++) {
                handshake(certificate);
            }
        } catch (IOException e) {
            LOG.error("no DTLS handshake with ourselves succeeds: {}", e.toString());
        }
    }

    private static void handshake(DtlsCertificate certificate) throws IOException {
        Wire wire = new Wire();
        BouncyCastleDtls server = new BouncyCastleDtls(certificate, new Counters(), wire);
        server.setRemoteFingerprints(List.of(certificate.fingerprint()));
        wire.server = server;
        SrtpTlsClient client = new SrtpTlsClient(certificate, SrtpProfile.AEAD_AES_128_GCM.id());
        new DTLSClientProtocol().connect(client, wire).close();
        server.close();
    }

    /** Both directions between the two sides. The client's thread owns the server's transport. */
    private static final class Wire implements DatagramTransport, DtlsTransport.Listener {
        private final LinkedBlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        @Nullable DtlsTransport server;

        @Override
        public int getReceiveLimit() {
            return HandshakeDatagrams.RECEIVE_LIMIT_BYTES;
        }

        @Override
        public int getSendLimit() {
            return HandshakeDatagrams.SEND_LIMIT_BYTES;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis)
                throws IOException {
            try {
                byte[] datagram = toClient.poll(Math.max(waitMillis, 1), TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            if (server != null) {
                server.onDatagram(buffer, offset, length, System.nanoTime());
            }
        }

        @Override
        public void close() {
            // nothing to give back
        }

        @Override
        public void onOutbound(byte[] datagram) {
            toClient.add(datagram);
        }

        @Override
        public void onConnected(SrtpKeys keys, DtlsFingerprint remoteFingerprint) {
            // the client sees that too
        }

        @Override
        public void onApplicationData(byte[] message) {
            // there is none
        }

        @Override
        public void onFailed(CloseReason reason, String why) {
            LOG.error("a DTLS handshake with ourselves failed: {}", why);
        }

        @Override
        public void onClosed() {
            // as it should
        }
    }
}
