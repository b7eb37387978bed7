package io.plenum.loadtests.client;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The connectivity checks of an agent (RFC 8445 section 7.2) that has one candidate and, if it is
 * controlling, nominates at once, as suits a server that is ICE-lite; a full agent's own checks are
 * answered.
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
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int FINGERPRINT = 0x8028;
    private static final int ICE_CONTROLLED = 0x8029;
    private static final int ICE_CONTROLLING = 0x802A;
    private static final int FINGERPRINT_MASK = 0x5354554E;

    /** A host candidate of component 1 (RFC 8445 section 5.1.2.1). */
    private static final int HOST_PRIORITY = 0x6E7F1EFF;

    private final byte[] username;
    private final Mac integrity;
    private final Mac localIntegrity;
    private final boolean controlling;
    private final long tieBreaker;
    private int transactions;

    /**
     * Sends nothing yet.
     *
     * @param localUfrag ours
     * @param localPassword ours, the key of our responses
     * @param remoteUfrag the server's
     * @param remotePassword the server's, the key of requests to it
     * @param controlling whether we made the offer (RFC 8445 section 6.1.1)
     * @param tieBreaker random
     */
    StunClient(
            String localUfrag,
            String localPassword,
            String remoteUfrag,
            String remotePassword,
            boolean controlling,
            long tieBreaker) {
        this.controlling = controlling;
        this.username = (remoteUfrag + ":" + localUfrag).getBytes(StandardCharsets.UTF_8);
        this.tieBreaker = tieBreaker;
        integrity = hmac(remotePassword);
        localIntegrity = hmac(localPassword);
    }

    private static Mac hmac(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 is part of every JDK", e);
        }
    }

    /** The next request. */
    byte[] request() {
        int padded = (username.length + 3) & ~3;
        byte[] bytes = new byte[HEADER_BYTES + padded + 64];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.putShort((short) BINDING_REQUEST).putShort((short) 0).putInt(MAGIC_COOKIE);
        out.putLong(tieBreaker).putInt(++transactions);
        out.putShort((short) USERNAME).putShort((short) username.length).put(username);
        out.position(HEADER_BYTES + 4 + padded);
        out.putShort((short) PRIORITY).putShort((short) 4).putInt(HOST_PRIORITY);
        out.putShort((short) (controlling ? ICE_CONTROLLING : ICE_CONTROLLED));
        out.putShort((short) 8).putLong(tieBreaker);
        if (controlling) {
            out.putShort((short) USE_CANDIDATE).putShort((short) 0);
        }
        return sign(bytes, out, integrity);
    }

    /**
     * The success response to a server's own check: one that is not ICE-lite makes them, too. Its
     * integrity is not looked at, for nothing hangs on it here.
     *
     * @param from the server's address
     * @return null if the datagram is no binding request
     */
    byte @Nullable [] respond(ByteBuffer datagram, InetSocketAddress from) {
        if (datagram.remaining() < HEADER_BYTES || datagram.getShort(0) != BINDING_REQUEST) {
            return null;
        }
        byte[] bytes = new byte[HEADER_BYTES + 64];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.putShort((short) BINDING_SUCCESS).putShort((short) 0).putInt(MAGIC_COOKIE);
        out.putLong(datagram.getLong(8)).putInt(datagram.getInt(16));
        byte[] address = from.getAddress().getAddress();
        out.putShort((short) XOR_MAPPED_ADDRESS).putShort((short) (4 + address.length));
        out.putShort((short) (address.length == 4 ? 1 : 2));
        out.putShort((short) (from.getPort() ^ (MAGIC_COOKIE >>> 16)));
        for (int i = 0; i < address.length; i++) {
            out.put((byte) (address[i] ^ out.get(4 + i))); // cookie, then transaction
        }
        return sign(bytes, out, localIntegrity);
    }

    private static byte[] sign(byte[] bytes, ByteBuffer out, Mac key) {
        setLength(out, 24);
        key.update(bytes, 0, out.position());
        byte[] mac = key.doFinal();
        out.putShort((short) MESSAGE_INTEGRITY).putShort((short) mac.length).put(mac);
        setLength(out, 8);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, out.position());
        out.putShort((short) FINGERPRINT).putShort((short) 4);
        out.putInt((int) crc.getValue() ^ FINGERPRINT_MASK);
        return Arrays.copyOf(bytes, out.position());
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
