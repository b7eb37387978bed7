package io.plenum.loadtests.client;

import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS handshake as the active side, on a thread of its own. Checks that the server's
 * certificate is the one of its SDP (RFC 8122 section 6).
 */
final class DtlsClient implements DatagramTransport {
    private static final int MTU = 1_200;
    private static final int RECEIVE_LIMIT = 2_048;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int RESEND_MILLIS = 500;

    /** The way to the server. */
    @FunctionalInterface
    interface Output {
        void send(byte[] buffer, int offset, int length);
    }

    private final ClientIdentity identity;
    private final String remoteFingerprint;
    private final int profile;
    private final Output output;
    private final LinkedBlockingQueue<byte[]> inbound = new LinkedBlockingQueue<>(64);
    private @Nullable DTLSTransport session;

    /**
     * @param remoteFingerprint sha-256 of the server's certificate as in SDP: hexadecimal with
     *     colons
     * @param profile the only SRTP protection profile that is offered (RFC 5764 section 4.1.2)
     */
    DtlsClient(ClientIdentity identity, String remoteFingerprint, SrtpProfile profile, Output out) {
        this.identity = identity;
        this.remoteFingerprint = remoteFingerprint;
        this.profile = profile.id();
        this.output = out;
    }

    /** Shakes hands; blocks, for 20 s at most. */
    SrtpKeys connect() throws IOException {
        Client client = new Client();
        session = new DTLSClientProtocol().connect(client, this);
        SrtpKeys keys = client.keys;
        if (keys == null) {
            throw new IOException("the server chose no SRTP protection profile");
        }
        return keys;
    }

    /** A datagram came. Any thread. */
    void onDatagram(byte[] datagram) {
        inbound.offer(datagram); // what overflows is lost, as on a wire
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return MTU;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] datagram = inbound.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
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
        output.send(buffer, offset, length);
    }

    @Override
    public void close() {
        // the socket is the participant's
    }

    /** Says close_notify to the server. */
    void goodbye() throws IOException {
        if (session != null) {
            session.close();
        }
    }

    private final class Client extends DefaultTlsClient implements TlsAuthentication {
        private int chosen = -1;
        private @Nullable SrtpKeys keys;

        Client() {
            super(identity.crypto());
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return TIMEOUT_MILLIS;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MILLIS;
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {profile}, new byte[0]));
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return this;
        }

        @Override
        public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
            byte[] certificate = server.getCertificate().getCertificateAt(0).getEncoded();
            if (!ClientIdentity.fingerprint(certificate).equalsIgnoreCase(remoteFingerprint)) {
                throw new TlsFatalAlert(
                        AlertDescription.bad_certificate,
                        "the server's certificate is not the one of its SDP");
            }
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) {
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    identity.crypto(),
                    identity.privateKey(),
                    identity.chain(),
                    SignatureScheme.getSignatureAndHashAlgorithm(
                            SignatureScheme.ecdsa_secp256r1_sha256));
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
        public void processServerExtensions(Hashtable extensions) throws IOException {
            super.processServerExtensions(extensions);
            UseSRTPData answered = TlsSRTPUtils.getUseSRTPExtension(extensions);
            if (answered != null) {
                chosen = answered.getProtectionProfiles()[0];
            }
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            SrtpProfile known = SrtpProfile.ofId(chosen);
            if (known == null) {
                return;
            }
            int key = known.keyBytes();
            int salt = known.saltBytes();
            byte[] material =
                    context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
            keys =
                    new SrtpKeys(
                            known,
                            Arrays.copyOfRange(material, key, 2 * key),
                            Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt)),
                            Arrays.copyOfRange(material, 0, key),
                            Arrays.copyOfRange(material, 2 * key, 2 * key + salt));
        }
    }
}
