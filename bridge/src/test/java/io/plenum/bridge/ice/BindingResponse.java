package io.plenum.bridge.ice;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** A response taken apart, with none of the code under test. */
final class BindingResponse {
    private final byte[] message;
    private final Map<Integer, Integer> attributes = new LinkedHashMap<>();

    BindingResponse(byte[] message) {
        this.message = message;
        int at = 20;
        while (at < message.length) {
            attributes.put((int) ByteBuffer.wrap(message).getChar(at), at);
            at += 4 + (ByteBuffer.wrap(message).getChar(at + 2) + 3) / 4 * 4;
        }
        if (at != message.length || ByteBuffer.wrap(message).getChar(2) != message.length - 20) {
            throw new AssertionError("lengths do not add up");
        }
    }

    int type() {
        return ByteBuffer.wrap(message).getChar(0);
    }

    int length() {
        return message.length;
    }

    int transaction() {
        return ByteBuffer.wrap(message).getInt(16);
    }

    boolean has(int type) {
        return attributes.containsKey(type);
    }

    byte[] value(int type) {
        int at = attributes.get(type);
        return Arrays.copyOfRange(
                message, at + 4, at + 4 + ByteBuffer.wrap(message).getChar(at + 2));
    }

    /** 0 for a success response. */
    int errorCode() {
        byte[] value = has(0x0009) ? value(0x0009) : new byte[4];
        return value[2] * 100 + value[3];
    }

    boolean isSignedWith(String password) {
        return has(0x0008)
                && Arrays.equals(
                        value(0x0008),
                        BindingRequest.hmac(password, endingWith(attributes.get(0x0008), 24)));
    }

    boolean hasFingerprint() {
        CRC32 crc = new CRC32();
        crc.update(message, 0, message.length - 8);
        return has(0x8028)
                && attributes.get(0x8028) == message.length - 8
                && ByteBuffer.wrap(value(0x8028)).getInt() == ((int) crc.getValue() ^ 0x5354554E);
    }

    private byte[] endingWith(int at, int bytes) {
        byte[] prefix = Arrays.copyOf(message, at);
        ByteBuffer.wrap(prefix).putShort(2, (short) (at + bytes - 20));
        return prefix;
    }
}
