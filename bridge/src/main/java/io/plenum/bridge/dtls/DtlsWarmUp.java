package io.plenum.bridge.dtls;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
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
        Loop loop = new Loop();
        BouncyCastleDtls server = new BouncyCastleDtls(certificate, new Counters(), loop);
        server.setRemoteFingerprints(List.of(certificate.fingerprint()));
        try (DtlsClientHandshake client =
                new DtlsClientHandshake(
                        certificate,
                        certificate.fingerprint(),
                        SrtpProfile.AEAD_AES_128_GCM,
                        (buffer, offset, length) ->
                                server.onDatagram(buffer, offset, length, System.nanoTime()))) {
            loop.client = client;
            client.connect();
        }
        server.close();
    }

    /** What the server says goes to the client. The client's thread owns the server's transport. */
    private static final class Loop implements DtlsTransport.Listener {
        @Nullable DtlsClientHandshake client;

        @Override
        public void onOutbound(byte[] datagram) {
            if (client != null) {
                client.onDatagram(datagram);
            }
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
