package io.plenum.signaling.sdp;

import java.util.Locale;

/**
 * Hash of a DTLS certificate (RFC 8122 section 5).
 *
 * @param algorithm name of the hash, lower case: "sha-256"
 * @param value upper case hexadecimal bytes separated by colons
 */
public record Fingerprint(String algorithm, String value) {
    /** Brings both to the case in which they compare. */
    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }

    /** Whether the hash is one that we accept and the value is as long as its result. */
    public boolean isUsable() {
        return switch (algorithm) {
            case "sha-256" -> lengthBytes() == 32;
            case "sha-384" -> lengthBytes() == 48;
            case "sha-512" -> lengthBytes() == 64;
            default -> false;
        };
    }

    private int lengthBytes() {
        return (value.length() + 1) / 3;
    }
}
