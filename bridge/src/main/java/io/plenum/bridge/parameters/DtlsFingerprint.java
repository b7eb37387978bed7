package io.plenum.bridge.parameters;

import java.util.Locale;

/**
 * Hash of a certificate (RFC 8122 section 5).
 *
 * @param algorithm lower case name of the hash: sha-256, sha-384 or sha-512
 * @param value upper case hexadecimal bytes, separated by colons
 */
public record DtlsFingerprint(String algorithm, String value) {
    /** Brings both to the case in which they compare. */
    public DtlsFingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }
}
