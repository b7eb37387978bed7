package io.plenum.bridge.ice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A STUN message written down attribute by attribute, with none of the code under test. */
public final class BindingRequest {
    private final int type;
    private final int transaction;
    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();

    private BindingRequest(int type, int transaction) {
        this.type = type;
        this.transaction = transaction;
    }

    public static BindingRequest transaction(int transaction) {
        return new BindingRequest(0x0001, transaction);
    }

    public static BindingRequest ofType(int type) {
        return new BindingRequest(type, 1);
    }

    public BindingRequest username(String username) {
        return attribute(0x0006, username.getBytes(StandardCharsets.UTF_8));
    }

    public BindingRequest priority() {
        return attribute(0x0024, new byte[] {0x6E, 0x7E, 0x1E, (byte) 0xFF});
    }

    public BindingRequest useCandidate() {
        return attribute(0x0025);
    }

    public BindingRequest controlling() {
        return attribute(0x802A, new byte[8]);
    }

    public BindingRequest controlled(long tieBreaker) {
        return attribute(0x8029, ByteBuffer.allocate(8).putLong(tieBreaker).array());
    }

    public BindingRequest attribute(int attributeType, byte... value) {
        attributes.write(attributeType >> 8);
        attributes.write(attributeType);
        attributes.write(value.length >> 8);
        attributes.write(value.length);
        attributes.writeBytes(value);
        attributes.writeBytes(new byte[(4 - value.length % 4) % 4]);
        return this;
    }

    /** With MESSAGE-INTEGRITY. */
    public BindingRequest signed(String password) {
        return attribute(0x0008, hmac(password, message(attributes.size() + 24)));
    }

    /** The whole message with FINGERPRINT. */
    public byte[] fingerprinted() {
        CRC32 crc = new CRC32();
        crc.update(message(attributes.size() + 8));
        attribute(0x8028, ByteBuffer.allocate(4).putInt((int) crc.getValue() ^ 0x5354554E).array());
        return bare();
    }

    /** The whole message as it is. */
    public byte[] bare() {
        return message(attributes.size());
    }

    private byte[] message(int statedLength) {
        return ByteBuffer.allocate(20 + attributes.size())
                .putShort((short) type)
                .putShort((short) statedLength)
                .putInt(0x2112A442)
                .putInt(0x0BADCAFE)
                .putInt(0)
                .putInt(transaction)
                .put(attributes.toByteArray())
                .array();
    }

    static byte[] hmac(String password, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
