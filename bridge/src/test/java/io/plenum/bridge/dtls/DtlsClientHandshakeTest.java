package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DtlsClientHandshakeTest {
    private final DtlsCertificate ours = certificate();
    private final DtlsCertificate theirs = certificate();
    private final Server server = new Server();
    private final BouncyCastleDtls transport = new BouncyCastleDtls(theirs, new Counters(), server);

    private static DtlsCertificate certificate() {
        return DtlsCertificate.create(new SecureRandom(), Instant.now());
    }

    private DtlsClientHandshake client(DtlsFingerprint expected) {
        transport.setRemoteFingerprints(List.of(ours.fingerprint()));
        server.client =
                new DtlsClientHandshake(
                        ours,
                        expected,
                        SrtpProfile.AEAD_AES_128_GCM,
                        (buffer, offset, length) ->
                                transport.onDatagram(buffer, offset, length, System.nanoTime()));
        return server.client;
    }

    @Test
    void bothSidesHaveTheSameKeys() throws Exception {
        SrtpKeys keys = client(theirs.fingerprint()).connect();
        SrtpKeys servers = server.keys.get(10, TimeUnit.SECONDS);
        assertThat(keys.profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(keys.localKey()).isEqualTo(servers.remoteKey());
        assertThat(keys.remoteSalt()).isEqualTo(servers.localSalt());
        transport.close();
    }

    @Test
    void anotherCertificateThanTheFingerprintsIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> client(ours.fingerprint()).connect())
                .withMessageContaining("bad_certificate");
        assertThat(server.keys).isNotDone();
        transport.close();
    }

    private static final class Server implements DtlsTransport.Listener {
        final CompletableFuture<SrtpKeys> keys = new CompletableFuture<>();
        DtlsClientHandshake client;

        @Override
        public void onOutbound(byte[] datagram) {
            client.onDatagram(datagram);
        }

        @Override
        public void onConnected(SrtpKeys established, DtlsFingerprint remoteFingerprint) {
            keys.complete(established);
        }

        @Override
        public void onApplicationData(byte[] message) {}

        @Override
        public void onFailed(CloseReason reason, String why) {}

        @Override
        public void onClosed() {}
    }
}
