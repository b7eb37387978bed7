package io.plenum.loadtests.client;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
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

/** The certificate that all headless participants share: making one each would be the load. */
public record ClientIdentity(
        BcTlsCrypto crypto,
        AsymmetricKeyParameter privateKey,
        Certificate chain,
        String fingerprint) {
    private static final long DAY_SECONDS = 86_400;

    /** A new key, P-256, and its self-signed certificate, valid for a day. */
    public static ClientIdentity create(SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(
                        new ECNamedDomainParameters(
                                X9ObjectIdentifiers.prime256v1,
                                ECNamedCurveTable.getByOID(X9ObjectIdentifiers.prime256v1)),
                        random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=load");
        Instant now = Instant.now();
        try {
            var signature = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
            var digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
            byte[] encoded =
                    new X509v3CertificateBuilder(
                                    name,
                                    new BigInteger(64, random).setBit(0),
                                    Date.from(now.minusSeconds(DAY_SECONDS)),
                                    Date.from(now.plusSeconds(DAY_SECONDS)),
                                    name,
                                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            pair.getPublic()))
                            .build(
                                    new BcECContentSignerBuilder(signature, digest)
                                            .build(pair.getPrivate()))
                            .getEncoded();
            BcTlsCrypto crypto = new BcTlsCrypto(random);
            TlsCertificate[] chain = {new BcTlsCertificate(crypto, encoded)};
            return new ClientIdentity(
                    crypto, pair.getPrivate(), new Certificate(chain), fingerprint(encoded));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be made: " + e, e);
        }
    }

    /** sha-256 as SDP has it (RFC 8122 section 5). */
    static String fingerprint(byte[] certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
