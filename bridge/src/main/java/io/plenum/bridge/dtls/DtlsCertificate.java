package io.plenum.bridge.dtls;

import io.plenum.bridge.parameters.DtlsFingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Our certificate: self-signed ECDSA on P-256 (RFC 8827 section 6.5 makes it mandatory), one for
 * the life of the bridge. Nobody verifies its issuer; the fingerprint in our SDP is what makes it
 * ours.
 */
public final class DtlsCertificate {
    /** Browsers keep theirs 30 days; a bridge that runs longer makes nobody look at the date. */
    private static final Duration VALIDITY = Duration.ofDays(30);

    /** For clients whose clock is behind. */
    private static final Duration BACKDATED = Duration.ofDays(1);

    private final BcTlsCrypto crypto;
    private final AsymmetricKeyParameter privateKey;
    private final Certificate chain;
    private final DtlsFingerprint fingerprint;

    private DtlsCertificate(
            BcTlsCrypto crypto,
            AsymmetricKeyParameter privateKey,
            Certificate chain,
            DtlsFingerprint fingerprint) {
        this.crypto = crypto;
        this.privateKey = privateKey;
        this.chain = chain;
        this.fingerprint = fingerprint;
    }

    /**
     * Makes a new key and its certificate.
     *
     * @param random for the key, the name, the serial number, and every handshake with it
     * @param now wall clock time; the certificate is valid from a day before it
     */
    public static DtlsCertificate create(SecureRandom random, Instant now) {
        // The arithmetic made for this one curve: signing is most of what a handshake costs.
        X9ECParameters curve = CustomNamedCurves.getByOID(X9ObjectIdentifiers.prime256v1);
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(
                        new ECNamedDomainParameters(X9ObjectIdentifiers.prime256v1, curve),
                        random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        byte[] name = new byte[8];
        random.nextBytes(name);
        X500Name subject = new X500Name("CN=" + HexFormat.of().formatHex(name));
        try {
            var signature = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
            var digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
            byte[] encoded =
                    new X509v3CertificateBuilder(
                                    subject,
                                    new BigInteger(64, random).setBit(0),
                                    Date.from(now.minus(BACKDATED)),
                                    Date.from(now.plus(VALIDITY)),
                                    subject,
                                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            pair.getPublic()))
                            .build(
                                    new BcECContentSignerBuilder(signature, digest)
                                            .build(pair.getPrivate()))
                            .getEncoded();
            BcTlsCrypto crypto = new BcTlsCrypto(random);
            Certificate chain =
                    new Certificate(new TlsCertificate[] {new BcTlsCertificate(crypto, encoded)});
            return new DtlsCertificate(
                    crypto, pair.getPrivate(), chain, RemoteFingerprints.sha256(encoded));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("no ECDSA certificate can be made: " + e, e);
        }
    }

    /** sha-256, for our SDP. */
    public DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    AsymmetricKeyParameter privateKey() {
        return privateKey;
    }

    Certificate chain() {
        return chain;
    }

    /** The fingerprint alone. */
    @Override
    public String toString() {
        return "DtlsCertificate[" + fingerprint.value() + "]";
    }
}
