package io.plenum.bridge.dtls;

import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCloseable;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/** The active side of a handshake, for Bouncy Castle. */
final class SrtpTlsClient extends DefaultTlsClient implements TlsAuthentication {
    private final DtlsCertificate certificate;
    private final RemoteFingerprints servers;
    private final int[] profiles;
    private int chosenId = -1;
    private @Nullable SrtpKeys keys;
    private @Nullable TlsCloseable session;

    /**
     * @param servers of which the server's certificate must have one
     * @param profiles numbers for use_srtp in the client's order of preference; empty for no
     *     use_srtp
     */
    SrtpTlsClient(DtlsCertificate certificate, RemoteFingerprints servers, int... profiles) {
        super(certificate.crypto());
        this.servers = servers;
        this.certificate = certificate;
        this.profiles = profiles.clone();
    }

    /** Keys as the client sees them: what it encrypts with is local. Null before the end. */
    @Nullable SrtpKeys keys() {
        return keys;
    }

    /** To end a handshake from outside, null before its start. */
    @Nullable TlsCloseable session() {
        return session;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (profiles.length > 0) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, new byte[0]));
        }
        return extensions;
    }

    @Override
    public void notifyCloseHandle(TlsCloseable closeHandle) {
        session = closeHandle;
    }

    /** Nobody waits longer for a handshake within one process. */
    @Override
    public int getHandshakeTimeoutMillis() {
        return 20_000;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return SrtpTlsServer.RESEND_MILLIS;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return this;
    }

    @Override
    public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        if (!servers.match(server.getCertificate().getCertificateAt(0).getEncoded())) {
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate,
                    "the server's certificate is not the one of its fingerprint");
        }
    }

    @Override
    public TlsCredentials getClientCredentials(CertificateRequest certificateRequest) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                certificate.crypto(),
                certificate.privateKey(),
                certificate.chain(),
                SignatureScheme.getSignatureAndHashAlgorithm(
                        SignatureScheme.ecdsa_secp256r1_sha256));
    }

    @Override
    @SuppressWarnings("unchecked") // Bouncy Castle's signature
    public void processServerExtensions(@SuppressWarnings("rawtypes") Hashtable serverExtensions)
            throws IOException {
        super.processServerExtensions(serverExtensions);
        UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(serverExtensions);
        if (chosen != null) {
            chosenId = chosen.getProtectionProfiles()[0];
        }
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        for (SrtpProfile profile : SrtpProfile.values()) {
            if (profile.id() == chosenId) {
                int key = profile.keyBytes();
                int salt = profile.saltBytes();
                byte[] material =
                        context.exportKeyingMaterial(
                                ExporterLabel.dtls_srtp, null, 2 * (key + salt));
                keys =
                        new SrtpKeys(
                                profile,
                                Arrays.copyOfRange(material, key, 2 * key),
                                Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt)),
                                Arrays.copyOfRange(material, 0, key),
                                Arrays.copyOfRange(material, 2 * key, 2 * key + salt));
            }
        }
    }
}
