package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * MESSAGE-INTEGRITY with a short-term credential and FINGERPRINT (RFC 8489 sections 14.5 and 14.7),
 * over the bytes of a message. ice4j computes both only inside its own stack of sockets and
 * threads, so they are computed here.
 *
 * <p>Not thread safe.
 */
final class StunIntegrity {
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int FINGERPRINT = 0x8028;
    static final int HMAC_BYTES = 20;
    static final int INTEGRITY_BYTES = 4 + HMAC_BYTES;
    static final int FINGERPRINT_BYTES = 8;

    private static final int FINGERPRINT_XOR = 0x5354_554E;

    private final Mac mac;
    private final CRC32 crc = new CRC32();
    private final byte[] digest = new byte[HMAC_BYTES];
    private final byte[] found = new byte[HMAC_BYTES];
    private final byte[] lengthField = new byte[2];

    /** With a short-term credential (RFC 8489 section 9.1.1). */
    StunIntegrity(String password) {
        // ice-chars are ASCII, which OpaqueString preparation leaves as it is.
        this(password.getBytes(StandardCharsets.US_ASCII));
    }

    /** With any key of at least one byte. */
    StunIntegrity(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA1", e);
        }
    }

    /**
     * The HMAC of a message up to an attribute, with the header's length set as if the message
     * ended with that attribute.
     */
    private void compute(byte[] buffer, int offset, int attributeAt) {
        int covered = attributeAt - offset;
        BigEndian.putShort(lengthField, 0, covered - StunRouting.HEADER_BYTES + INTEGRITY_BYTES);
        try {
            mac.update(buffer, offset, 2);
            mac.update(lengthField, 0, 2);
            mac.update(buffer, offset + 4, covered - 4);
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 cannot be computed", e);
        }
    }

    /** Whether the MESSAGE-INTEGRITY attribute at {@code attributeAt} is right. */
    boolean verifies(byte[] buffer, int offset, int attributeAt) {
        compute(buffer, offset, attributeAt);
        System.arraycopy(buffer, attributeAt + 4, found, 0, HMAC_BYTES);
        return MessageDigest.isEqual(digest, found);
    }

    /** Appends MESSAGE-INTEGRITY to a message of {@code length} bytes; returns the new length. */
    int append(byte[] buffer, int offset, int length) {
        int at = offset + length;
        compute(buffer, offset, at);
        BigEndian.putShort(buffer, at, MESSAGE_INTEGRITY);
        BigEndian.putShort(buffer, at + 2, HMAC_BYTES);
        System.arraycopy(digest, 0, buffer, at + 4, HMAC_BYTES);
        BigEndian.putShort(buffer, offset + 2, length + INTEGRITY_BYTES - StunRouting.HEADER_BYTES);
        return length + INTEGRITY_BYTES;
    }

    /** Appends FINGERPRINT to a message of {@code length} bytes; returns the new length. */
    int appendFingerprint(byte[] buffer, int offset, int length) {
        int total = length + FINGERPRINT_BYTES;
        BigEndian.putShort(buffer, offset + 2, total - StunRouting.HEADER_BYTES);
        int at = offset + length;
        BigEndian.putShort(buffer, at, FINGERPRINT);
        BigEndian.putShort(buffer, at + 2, 4);
        BigEndian.putInt(buffer, at + 4, fingerprint(buffer, offset, length));
        return total;
    }

    /** Whether the message ends with a FINGERPRINT and it is right. */
    boolean hasFingerprint(byte[] buffer, int offset, int length) {
        int at = offset + length - FINGERPRINT_BYTES;
        return length >= StunRouting.HEADER_BYTES + FINGERPRINT_BYTES
                && BigEndian.getUnsignedShort(buffer, at) == FINGERPRINT
                && BigEndian.getUnsignedShort(buffer, at + 2) == 4
                && BigEndian.getInt(buffer, at + 4)
                        == fingerprint(buffer, offset, length - FINGERPRINT_BYTES);
    }

    private int fingerprint(byte[] buffer, int offset, int length) {
        crc.reset();
        crc.update(buffer, offset, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }
}
