package io.plenum.loadtests.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The connectivity checks of a controlling agent towards an ICE-lite server (RFC 8445 section 2.5):
 * binding requests that nominate. The answer's transaction is all that is looked at.
 */
final class StunClient {
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int HEADER_BYTES = 20;
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int USERNAME = 0x0006;
    private static final int MESSAGE_INTEGRITY = 0x0008;
    private static final int PRIORITY = 0x0024;
    private static final int USE_CANDIDATE = 0x0025;
    private static final int FINGERPRINT = 0x8028;
    private static final int ICE_CONTROLLING = 0x802A;
    private static final int FINGERPRINT_MASK = 0x5354554E;

    /** A host candidate of component 1 (RFC 8445 section 5.1.2.1). */
    private static final int HOST_PRIORITY = 0x6E7F1EFF;

    private final byte[] username;
    private final Mac integrity;
    private final long tieBreaker;
    private int transactions;

    /**
     * @param localUfrag ours
     * @param remoteUfrag the server's
     * @param remotePassword the server's, the key of requests to it
     * @param tieBreaker random
     */
    StunClient(String localUfrag, String remoteUfrag, String remotePassword, long tieBreaker) {
        this.username = (remoteUfrag + ":" + localUfrag).getBytes(StandardCharsets.UTF_8);
        this.tieBreaker = tieBreaker;
        try {
            integrity = Mac.getInstance("HmacSHA1");
            byte[] key = remotePassword.getBytes(StandardCharsets.UTF_8);
            integrity.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 is part of every JDK", e);
        }
    }

    /** The next request. */
    ByteBuffer request() {
        int padded = (username.length + 3) & ~3;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + padded + 64);
        out.putShort((short) BINDING_REQUEST).putShort((short) 0).putInt(MAGIC_COOKIE);
        out.putLong(tieBreaker).putInt(++transactions);
        out.putShort((short) USERNAME).putShort((short) username.length).put(username);
        out.position(HEADER_BYTES + 4 + padded);
        out.putShort((short) PRIORITY).putShort((short) 4).putInt(HOST_PRIORITY);
        out.putShort((short) ICE_CONTROLLING).putShort((short) 8).putLong(tieBreaker);
        out.putShort((short) USE_CANDIDATE).putShort((short) 0);
        setLength(out, 24);
        integrity.update(out.array(), 0, out.position());
        byte[] mac = integrity.doFinal();
        out.putShort((short) MESSAGE_INTEGRITY).putShort((short) mac.length).put(mac);
        setLength(out, 8);
        CRC32 crc = new CRC32();
        crc.update(out.array(), 0, out.position());
        out.putShort((short) FINGERPRINT).putShort((short) 4);
        out.putInt((int) crc.getValue() ^ FINGERPRINT_MASK);
        return out.flip();
    }

    /** The length field counts what follows the header, the attribute to come included. */
    private static void setLength(ByteBuffer message, int attributeBytes) {
        message.putShort(2, (short) (message.position() - HEADER_BYTES + attributeBytes));
    }

    /** Whether a datagram is the success response to one of our requests. */
    boolean isSuccess(ByteBuffer datagram) {
        return datagram.remaining() >= HEADER_BYTES
                && datagram.getShort(0) == BINDING_SUCCESS
                && datagram.getLong(8) == tieBreaker;
    }
}
