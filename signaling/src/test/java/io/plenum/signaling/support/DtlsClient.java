package io.plenum.signaling.support;

import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
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
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A DTLS-SRTP client with its own self-signed certificate, as a browser is one (RFC 8827 section
 * 6.5). Takes any certificate of the server's: the tests are about what the server checks.
 */
public final class DtlsClient {
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

    private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    private final AsymmetricCipherKeyPair pair;
    private final byte[] encodedCertificate;
    private @Nullable SrtpKeys keys;

    /** Makes a key and its certificate. */
    public DtlsClient() {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(
                        new ECNamedDomainParameters(
                                X9ObjectIdentifiers.prime256v1,
                                ECNamedCurveTable.getByOID(X9ObjectIdentifiers.prime256v1)),
                        new SecureRandom()));
        pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=WebRTC");
        Instant now = Instant.now();
        var signature = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
        var digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
        try {
            encodedCertificate =
                    new X509v3CertificateBuilder(
                                    name,
                                    BigInteger.TWO,
                                    Date.from(now.minus(Duration.ofDays(1))),
                                    Date.from(now.plus(Duration.ofDays(1))),
                                    name,
                                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            pair.getPublic()))
                            .build(
                                    new BcECContentSignerBuilder(signature, digest)
                                            .build(pair.getPrivate()))
                            .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a=fingerprint. */
    public String fingerprint() {
        try {
            return "sha-256 "
                    + HexFormat.ofDelimiter(":")
                            .withUpperCase()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(encodedCertificate));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Shakes hands.
     *
     * @throws IOException if the server refuses or does not answer within 10 s
     */
    public DTLSTransport connect(DatagramTransport network) throws IOException {
        return new DTLSClientProtocol().connect(new Client(), network);
    }

    /** What a handshake begins with: the first datagram, sent nowhere. */
    public byte[] clientHello() {
        List<byte[]> sent = new ArrayList<>();
        DatagramTransport nowhere =
                new DatagramTransport() {
                    @Override
                    public int getReceiveLimit() {
                        return 2048;
                    }

                    @Override
                    public int getSendLimit() {
                        return 1200;
                    }

                    @Override
                    public int receive(byte[] buffer, int offset, int length, int waitMillis)
                            throws IOException {
                        throw new IOException("there is no network");
                    }

                    @Override
                    public void send(byte[] buffer, int offset, int length) {
                        sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
                    }

                    @Override
                    public void close() {}
                };
        try {
            connect(nowhere);
        } catch (IOException e) {
            return sent.getFirst();
        }
        throw new AssertionError("a handshake with nobody succeeded");
    }

    /** The session's keys as this side sees them. */
    public SrtpKeys keys() {
        SrtpKeys known = keys;
        if (known == null) {
            throw new IllegalStateException("no handshake has ended");
        }
        return known;
    }

    private final class Client extends DefaultTlsClient implements TlsAuthentication {
        Client() {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {PROFILE.id()}, new byte[0]));
            return extensions;
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return 10_000;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return this;
        }

        @Override
        public void notifyServerCertificate(TlsServerCertificate serverCertificate) {
            // Any will do.
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest certificateRequest)
                throws IOException {
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    crypto,
                    pair.getPrivate(),
                    new Certificate(
                            new TlsCertificate[] {
                                new BcTlsCertificate(crypto, encodedCertificate)
                            }),
                    SignatureScheme.getSignatureAndHashAlgorithm(
                            SignatureScheme.ecdsa_secp256r1_sha256));
        }

        /** RFC 5764 section 4.2: client key, server key, client salt, server salt. */
        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            int key = PROFILE.keyBytes();
            int salt = PROFILE.saltBytes();
            byte[] material =
                    context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
            keys =
                    new SrtpKeys(
                            PROFILE,
                            Arrays.copyOfRange(material, key, 2 * key),
                            Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt)),
                            Arrays.copyOfRange(material, 0, key),
                            Arrays.copyOfRange(material, 2 * key, 2 * key + salt));
        }
    }
}
