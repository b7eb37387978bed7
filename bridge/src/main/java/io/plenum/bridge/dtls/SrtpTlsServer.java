package io.plenum.bridge.dtls;

import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCloseable;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/** What our side of one handshake wants: versions, suites, use_srtp, and the peer's certificate. */
final class SrtpTlsServer extends AbstractTlsServer {
    /**
     * RFC 6347 starts at 1 s and lets applications with tighter needs choose (section 4.2.4.1). A
     * lost flight is a participant who waits: 250 ms is over most round trips, so little is sent in
     * vain, and with doubling five repetitions fall within the deadline.
     */
    static final int RESEND_MILLIS = 250;

    private static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    };

    private static final int[] GROUPS = {
        NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1,
    };

    /** For the peer's certificate: GStreamer and older clients come with RSA. */
    private static final int[] CLIENT_SIGNATURES = {
        SignatureScheme.ecdsa_secp256r1_sha256,
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.ecdsa_secp521r1_sha512,
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pss_rsae_sha384,
        SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pkcs1_sha256,
        SignatureScheme.rsa_pkcs1_sha384,
        SignatureScheme.rsa_pkcs1_sha512,
    };

    /** AES-128-GCM costs half of AES-CM with HMAC-SHA1 per packet; 256 is for those who insist. */
    private static final SrtpProfile[] PREFERENCE = {
        SrtpProfile.AEAD_AES_128_GCM,
        SrtpProfile.AEAD_AES_256_GCM,
        SrtpProfile.AES128_CM_HMAC_SHA1_80,
    };

    private final DtlsCertificate certificate;
    private final RemoteFingerprints remoteFingerprints;
    private final HandshakeDatagrams datagrams;
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;
    private @Nullable DtlsFingerprint remoteFingerprint;
    private CloseReason failure = CloseReason.DTLS_FAILED;
    private @Nullable String why;
    private boolean closedByPeer;

    SrtpTlsServer(
            DtlsCertificate certificate,
            RemoteFingerprints remoteFingerprints,
            HandshakeDatagrams datagrams) {
        super(certificate.crypto());
        this.certificate = certificate;
        this.remoteFingerprints = remoteFingerprints;
        this.datagrams = datagrams;
    }

    /** The SRTP keys, once the handshake has ended well. */
    SrtpKeys keys() {
        if (keys == null) {
            throw new IllegalStateException("the handshake has not ended");
        }
        return keys;
    }

    /** What the peer showed, once the handshake has ended well. */
    DtlsFingerprint remoteFingerprint() {
        if (remoteFingerprint == null) {
            throw new IllegalStateException("the handshake has not ended");
        }
        return remoteFingerprint;
    }

    /** For {@code onFailed}, if the handshake failed. */
    CloseReason failure() {
        return failure;
    }

    /** What we found wrong, or null if Bouncy Castle did. */
    @Nullable String why() {
        return why;
    }

    /** Whether the peer sent close_notify under the session's keys. */
    boolean closedByPeer() {
        return closedByPeer;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return CIPHER_SUITES.clone();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    protected boolean selectCipherSuite(int cipherSuite) throws IOException {
        boolean explicitNonce =
                cipherSuite != CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256;
        datagrams.setMinimumProtectedBytes(explicitNonce ? 8 + 16 : 16);
        return super.selectCipherSuite(cipherSuite);
    }

    @Override
    public int[] getSupportedGroups() {
        return GROUPS.clone();
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered == null) {
            return NamedGroup.secp256r1; // RFC 8422 section 4: the client takes any
        }
        for (int group : GROUPS) {
            for (int candidate : offered) {
                if (candidate == group && NamedGroup.getCurveBits(group) >= minimumCurveBits) {
                    return group;
                }
            }
        }
        return -1;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return RESEND_MILLIS;
    }

    /** RFC 8827 section 6.5, and without it there are no exported keys (RFC 7627 section 5.4). */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public void notifyCloseHandle(TlsCloseable closeHandle) {
        datagrams.setSession(closeHandle);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
    public void processClientExtensions(Hashtable clientExtensions) throws IOException {
        super.processClientExtensions(clientExtensions);
        UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
        profile = offered == null ? null : preferred(offered.getProtectionProfiles());
        if (profile == null) {
            why =
                    offered == null
                            ? "the client offered no SRTP (use_srtp is missing)"
                            : "the client offered only SRTP protection profiles we do not speak: "
                                    + Arrays.toString(offered.getProtectionProfiles());
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
    }

    private static @Nullable SrtpProfile preferred(int[] offered) {
        for (SrtpProfile candidate : PREFERENCE) {
            for (int id : offered) {
                if (id == candidate.id()) {
                    return candidate;
                }
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (profile != null) {
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {profile.id()}, new byte[0])); // no MKI
        }
        return extensions;
    }

    @Override
    public TlsCredentials getCredentials() {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                certificate.crypto(),
                certificate.privateKey(),
                certificate.chain(),
                SignatureScheme.getSignatureAndHashAlgorithm(
                        SignatureScheme.ecdsa_secp256r1_sha256));
    }

    @Override
    @SuppressWarnings("JdkObsolete") // Bouncy Castle's signature
    public CertificateRequest getCertificateRequest() {
        Vector<SignatureAndHashAlgorithm> signatures = new Vector<>();
        for (int scheme : CLIENT_SIGNATURES) {
            signatures.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                signatures,
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        if (clientCertificate.isEmpty()) {
            why = "the client showed no certificate";
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
        byte[] encoded = clientCertificate.getCertificateAt(0).getEncoded();
        remoteFingerprint = RemoteFingerprints.sha256(encoded);
        if (!remoteFingerprints.match(encoded)) {
            failure = CloseReason.DTLS_FINGERPRINT_MISMATCH;
            why =
                    remoteFingerprints.isEmpty()
                            ? "the SDP has no sha-256, sha-384 or sha-512 fingerprint"
                            : "the client showed a certificate with sha-256 fingerprint "
                                    + remoteFingerprint.value()
                                    + ", which its SDP does not name";
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SrtpProfile negotiated = profile;
        if (negotiated == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }
        keys = exportKeys(negotiated);
    }

    /**
     * RFC 5764 section 4.2: client key, server key, client salt, server salt. The client is remote.
     */
    private SrtpKeys exportKeys(SrtpProfile negotiated) {
        int key = negotiated.keyBytes();
        int salt = negotiated.saltBytes();
        byte[] material =
                context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        SrtpKeys exported =
                new SrtpKeys(
                        negotiated,
                        Arrays.copyOfRange(material, 0, key),
                        Arrays.copyOfRange(material, 2 * key, 2 * key + salt),
                        Arrays.copyOfRange(material, key, 2 * key),
                        Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt)));
        Arrays.fill(material, (byte) 0);
        return exported;
    }

    @Override
    public void notifyAlertReceived(short alertLevel, short alertDescription) {
        if (alertDescription == AlertDescription.close_notify) {
            closedByPeer = true;
        }
    }
}
