package io.plenum.bridge.ice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A STUN message as the remote side writes and reads it, by RFC 8489 and nothing of ours. */
final class StunMessage {
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    private static final int COOKIE = 0x2112_A442;

    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private final int type;
    private final byte[] transaction;

    StunMessage(int type, byte[] transaction) {
        this.type = type;
        this.transaction = transaction.clone();
    }

    StunMessage attribute(int attribute, byte... value) {
        ByteBuffer encoded = ByteBuffer.allocate(4 + ((value.length + 3) & ~3));
        encoded.putShort((short) attribute).putShort((short) value.length).put(value);
        attributes.writeBytes(encoded.array());
        return this;
    }

    StunMessage attribute(int attribute, String text) {
        return attribute(attribute, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends bytes that need not be attributes. */
    StunMessage raw(byte[] bytes) {
        attributes.writeBytes(bytes);
        return this;
    }

    StunMessage integrity(String password) {
        return attribute(MESSAGE_INTEGRITY, hmac(bytes(24), password));
    }

    StunMessage fingerprint() {
        return fingerprint(0);
    }

    /** A FINGERPRINT that is wrong in the bits of {@code error}. */
    StunMessage fingerprint(int error) {
        int value = crc(bytes(8)) ^ error;
        return attribute(FINGERPRINT, ByteBuffer.allocate(4).putInt(value).array());
    }

    byte[] bytes() {
        return bytes(0);
    }

    private byte[] bytes(int lengthAhead) {
        byte[] body = attributes.toByteArray();
        return ByteBuffer.allocate(20 + body.length)
                .putShort((short) type)
                .putShort((short) (body.length + lengthAhead))
                .putInt(COOKIE)
                .put(transaction)
                .put(body)
                .array();
    }

    /** The value of the first attribute of a type, or null. */
    static byte @Nullable [] find(byte[] message, int attribute) {
        int at = position(message, attribute);
        return at < 0
                ? null
                : Arrays.copyOfRange(message, at + 4, at + 4 + shortAt(message, at + 2));
    }

    private static int position(byte[] message, int attribute) {
        int at = 20;
        while (at < message.length) {
            if (shortAt(message, at) == attribute) {
                return at;
            }
            at += 4 + ((shortAt(message, at + 2) + 3) & ~3);
        }
        return -1;
    }

    /** Whether a received message carries a right MESSAGE-INTEGRITY. */
    static boolean isAuthentic(byte[] message, String password) {
        int at = position(message, MESSAGE_INTEGRITY);
        if (at < 0) {
            return false;
        }
        byte[] covered = Arrays.copyOf(message, at);
        ByteBuffer.wrap(covered).putShort(2, (short) (at + 24 - 20));
        return Arrays.equals(find(message, MESSAGE_INTEGRITY), hmac(covered, password));
    }

    /** Whether a received message ends with a right FINGERPRINT. */
    static boolean endsWithFingerprint(byte[] message) {
        int at = message.length - 8;
        return shortAt(message, at) == FINGERPRINT
                && ByteBuffer.wrap(message).getInt(at + 4) == crc(Arrays.copyOf(message, at));
    }

    static int type(byte[] message) {
        return shortAt(message, 0);
    }

    static byte[] transaction(byte[] message) {
        return Arrays.copyOfRange(message, 8, 20);
    }

    /** The number of ERROR-CODE. */
    static int errorCode(byte[] message) {
        byte[] value = find(message, ERROR_CODE);
        return value == null ? 0 : value[2] * 100 + value[3];
    }

    private static int shortAt(byte[] message, int at) {
        return ByteBuffer.wrap(message).getShort(at) & 0xFFFF;
    }

    private static byte[] hmac(byte[] covered, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(covered);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static int crc(byte[] covered) {
        CRC32 crc = new CRC32();
        crc.update(covered);
        return (int) crc.getValue() ^ 0x5354_554E;
    }
}
