package io.plenum.signaling.http;

import io.plenum.signaling.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key from PEM files, read again when they change. While new files cannot be used
 * (written half, or one but not yet the other) the old ones stay in force.
 */
final class TlsFiles extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final long LOOK_SECONDS = 2;
    private static final int PROBE_BYTES = 32;

    private final Path certificate;
    private final Path key;
    private final Scheduler scheduler;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private String loaded;
    private volatile Instant end = Instant.MAX;

    /**
     * Reads the files.
     *
     * @throws IOException if they cannot be used; the message says which and why
     */
    TlsFiles(ServerConfig.Tls config, Scheduler scheduler) throws IOException {
        certificate = config.certificate();
        key = config.key();
        this.scheduler = scheduler;
        loaded = state();
        context.setKeyStore(read());
        context.setKeyStorePassword("");
    }

    /** For the listener. */
    SslContextFactory.Server context() {
        return context;
    }

    /** When the certificate in force ends. */
    Instant end() {
        return end;
    }

    @Override
    protected void doStart() {
        scheduleNext();
    }

    private void scheduleNext() {
        scheduler.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        if (isStopping() || isStopped()) {
            return;
        }
        try {
            String now = state();
            if (!now.equals(loaded)) {
                loaded = now;
                KeyStore store = read();
                context.reload(factory -> factory.setKeyStore(store));
                LOG.info("read the certificate {} again", certificate);
            }
        } catch (Exception e) {
            LOG.error("the certificate in force stays: {}", e.getMessage());
        }
        scheduleNext();
    }

    private String state() throws IOException {
        return Files.getLastModifiedTime(certificate)
                + " "
                + Files.size(certificate)
                + " "
                + Files.getLastModifiedTime(key)
                + " "
                + Files.size(key);
    }

    private KeyStore read() throws IOException {
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(certificate + " holds no certificate.");
            }
            PrivateKey secret = readKey();
            requirePair(chain[0], secret);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", secret, new char[0], chain);
            if (chain[0] instanceof X509Certificate leaf) {
                end = leaf.getNotAfter().toInstant();
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s and %s cannot be used for TLS: %s"
                            .formatted(certificate, key, e.getMessage()),
                    e);
        }
    }

    private PrivateKey readKey() throws IOException {
        try (Reader reader = Files.newBufferedReader(key, StandardCharsets.US_ASCII);
                PEMParser parser = new PEMParser(reader)) {
            PrivateKeyInfo info = null;
            for (Object each = parser.readObject();
                    each != null && info == null;
                    each = parser.readObject()) {
                info = keyInfo(each);
            }
            if (info == null) {
                throw new IOException(
                        key + " holds no private key in PEM form (without a pass phrase).");
            }
            return new JcaPEMKeyConverter().getPrivateKey(info);
        }
    }

    private static @Nullable PrivateKeyInfo keyInfo(Object pem) {
        return switch (pem) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            default -> null;
        };
    }

    private void requirePair(Certificate leaf, PrivateKey secret)
            throws IOException, GeneralSecurityException {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC", "ECDSA" -> "SHA256withECDSA";
                    default -> secret.getAlgorithm();
                };
        byte[] probe = new byte[PROBE_BYTES];
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(leaf.getPublicKey());
        signature.update(probe);
        boolean pair;
        try {
            pair = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            pair = false;
        }
        if (!pair) {
            throw new IOException(
                    "The key in %s is not that of the certificate in %s."
                            .formatted(key, certificate));
        }
    }
}
