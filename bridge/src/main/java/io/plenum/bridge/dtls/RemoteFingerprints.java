package io.plenum.bridge.dtls;

import io.plenum.bridge.parameters.DtlsFingerprint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The hashes of which the peer's certificate must have one (RFC 8122 section 5). */
final class RemoteFingerprints {
    /** By their names in SDP. MD5, SHA-1 and the short SHA-2 hashes prove too little. */
    private static final Map<String, String> DIGESTS =
            Map.of("sha-256", "SHA-256", "sha-384", "SHA-384", "sha-512", "SHA-512");

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private record Hash(String digest, byte[] value) {}

    private final List<Hash> hashes = new ArrayList<>();

    /** Leaves out hashes we do not know and values that are not hexadecimal: they match nothing. */
    RemoteFingerprints(List<DtlsFingerprint> fingerprints) {
        for (DtlsFingerprint fingerprint : fingerprints) {
            String digest = DIGESTS.get(fingerprint.algorithm());
            if (digest != null) {
                add(digest, fingerprint.value());
            }
        }
    }

    private void add(String digest, String value) {
        try {
            hashes.add(new Hash(digest, COLONS.parseHex(value)));
        } catch (IllegalArgumentException notHexadecimal) {
            // matches nothing
        }
    }

    /** Whether there is no fingerprint that could match. */
    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Whether one is the certificate's. Takes the same time wherever a wrong one differs. */
    boolean match(byte[] certificate) {
        boolean matched = false;
        for (Hash hash : hashes) {
            matched |= MessageDigest.isEqual(digest(hash.digest(), certificate), hash.value());
        }
        return matched;
    }

    static DtlsFingerprint sha256(byte[] certificate) {
        return new DtlsFingerprint("sha-256", COLONS.formatHex(digest("SHA-256", certificate)));
    }

    private static byte[] digest(String algorithm, byte[] input) {
        try {
            return MessageDigest.getInstance(algorithm).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }
}
