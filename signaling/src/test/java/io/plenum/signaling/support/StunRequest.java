package io.plenum.signaling.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A binding request as a controlling ICE agent sends it (RFC 8445 section 7.2.2). */
public final class StunRequest {
    /** Message type of a success response. */
    public static final int SUCCESS = 0x0101;

    /** Message type of an error response. */
    public static final int ERROR = 0x0111;

    private static final int HEADER_BYTES = 20;

    private StunRequest() {}

    /**
     * One request with USE-CANDIDATE.
     *
     * @param username theirs, a colon, ours
     * @param password theirs
     * @param transaction 12 bytes
     */
    public static byte[] nominating(String username, String password, byte[] transaction) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ByteBuffer.allocate(HEADER_BYTES)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putInt(0x2112A442)
                        .put(transaction)
                        .array());
        attribute(out, 0x0006, username.getBytes(StandardCharsets.US_ASCII));
        attribute(out, 0x0024, new byte[] {110, 0, 1, (byte) 255});
        attribute(out, 0x802A, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        attribute(out, 0x0025, new byte[0]);
        attribute(out, 0x0008, hmac(withLength(out.toByteArray(), 24), password));
        CRC32 crc = new CRC32();
        crc.update(withLength(out.toByteArray(), 8));
        int fingerprint = (int) crc.getValue() ^ 0x5354554E;
        attribute(out, 0x8028, ByteBuffer.allocate(4).putInt(fingerprint).array());
        return withLength(out.toByteArray(), 0);
    }

    private static void attribute(ByteArrayOutputStream out, int type, byte[] value) {
        out.writeBytes(
                ByteBuffer.allocate(4)
                        .putShort((short) type)
                        .putShort((short) value.length)
                        .array());
        out.writeBytes(value);
        out.writeBytes(new byte[-value.length & 3]);
    }

    /** The header's length says what will stand there with {@code more} bytes appended. */
    private static byte[] withLength(byte[] message, int more) {
        ByteBuffer.wrap(message).putShort(2, (short) (message.length - HEADER_BYTES + more));
        return message;
    }

    private static byte[] hmac(byte[] message, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a datagram answers the request of that transaction. */
    public static boolean answers(byte[] datagram, byte[] transaction) {
        return datagram.length >= HEADER_BYTES
                && datagram[0] == 1
                && Arrays.equals(datagram, 8, HEADER_BYTES, transaction, 0, transaction.length);
    }

    /** Message type of a response. */
    public static int type(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getShort(0);
    }

    /** The code in an error response's ERROR-CODE, or 0 if it has none. */
    public static int errorCode(byte[] datagram) {
        ByteBuffer message = ByteBuffer.wrap(datagram);
        int at = HEADER_BYTES;
        while (at + 8 <= datagram.length) {
            int length = message.getShort(at + 2);
            if (message.getShort(at) == 0x0009) {
                return message.get(at + 6) * 100 + message.get(at + 7);
            }
            at += 4 + (length + 3 & ~3);
        }
        return 0;
    }
}
