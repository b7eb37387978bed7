package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.junit.jupiter.api.Test;

class DtlsCertificateTest {
    @Test
    void itsKeyHasTheArithmeticMadeForItsCurve() {
        DtlsCertificate ours = DtlsCertificate.create(new SecureRandom(), Instant.EPOCH);
        ECPrivateKeyParameters key = (ECPrivateKeyParameters) ours.privateKey();
        assertThat(key.getParameters().getCurve()).isInstanceOf(SecP256R1Curve.class);
    }

    @Test
    void theJdkReadsIt() throws Exception {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        DtlsCertificate ours = DtlsCertificate.create(new SecureRandom(), now);
        byte[] encoded = ours.chain().getCertificateAt(0).getEncoded();
        X509Certificate read =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(encoded));

        read.verify(read.getPublicKey());
        assertThat(((ECPublicKey) read.getPublicKey()).getParams().getOrder().bitLength())
                .isEqualTo(256);
        assertThat(read.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(read.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofDays(1)));
        assertThat(read.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(30)));
        assertThat(ours.fingerprint().algorithm()).isEqualTo("sha-256");
        assertThat(ours.fingerprint().value())
                .isEqualTo(
                        HexFormat.ofDelimiter(":")
                                .withUpperCase()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded)));
    }

    @Test
    void twoAreDifferentAndNeitherTellsItsKey() {
        SecureRandom random = new SecureRandom();
        DtlsCertificate one = DtlsCertificate.create(random, Instant.now());
        DtlsCertificate other = DtlsCertificate.create(random, Instant.now());
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(one.toString()).isEqualTo("DtlsCertificate[" + one.fingerprint().value() + "]");
    }
}
