package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds out for whom a STUN message is, without decoding it. */
public final class StunRouting {
    static final int MAGIC_COOKIE = 0x2112_A442;
    static final int HEADER_BYTES = 20;

    private static final int USERNAME = 0x0006;

    /** The longest username fragment of RFC 8839 section 5.4. */
    private static final int MAX_FRAGMENT = 256;

    private StunRouting() {}

    /**
     * Whether first byte (0 to 3, RFC 7983 section 7), magic cookie and length are a STUN message's
     * (RFC 8489 section 5).
     */
    public static boolean isStun(byte[] buffer, int offset, int length) {
        return length >= HEADER_BYTES
                && (buffer[offset] & 0xFC) == 0
                && BigEndian.getInt(buffer, offset + 4) == MAGIC_COOKIE
                && (length & 3) == 0
                && BigEndian.getUnsignedShort(buffer, offset + 2) == length - HEADER_BYTES;
    }

    /**
     * What stands before the colon of USERNAME: the receiver's username fragment (RFC 8445 section
     * 7.2.2), or null if the message is not well formed up to there or has none. Nothing is
     * authenticated yet. Allocates the string alone.
     */
    public static @Nullable String localUsernameFragment(byte[] buffer, int offset, int length) {
        if (!isStun(buffer, offset, length)) {
            return null;
        }
        // No walker object here: this runs for every datagram that a stranger sends.
        int at = offset + HEADER_BYTES;
        int end = offset + length;
        while (at + 4 <= end) {
            int type = BigEndian.getUnsignedShort(buffer, at);
            int bytes = BigEndian.getUnsignedShort(buffer, at + 2);
            if (bytes > end - at - 4) {
                return null;
            }
            if (type == USERNAME) {
                return beforeColon(buffer, at + 4, bytes);
            }
            at += 4 + ((bytes + 3) & ~3);
        }
        return null;
    }

    private static @Nullable String beforeColon(byte[] buffer, int offset, int length) {
        for (int i = 0; i < length && i <= MAX_FRAGMENT; i++) {
            if (buffer[offset + i] == ':') {
                return new String(buffer, offset, i, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
