package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Walks over the attributes of a STUN message without decoding them (RFC 8489 section 14: type,
 * length, value, padding to four bytes).
 *
 * <p>Reused; not thread safe.
 */
final class StunAttributes {
    private static final int HEADER_BYTES = 4;

    private byte[] buffer = {};
    private int next;
    private int end;
    private int at;
    private int type;
    private int length;

    /** Begins at the first attribute of the message whose header is at {@code offset}. */
    void wrap(byte[] message, int offset, int lengthBytes) {
        buffer = message;
        next = offset + StunRouting.HEADER_BYTES;
        end = offset + lengthBytes;
    }

    /**
     * Steps to the next attribute.
     *
     * @return false at the end, and where an attribute does not fit in the message
     */
    boolean next() {
        if (end - next < HEADER_BYTES) {
            return false;
        }
        int bytes = BigEndian.getUnsignedShort(buffer, next + 2);
        int padded = (bytes + 3) & ~3;
        if (padded > end - next - HEADER_BYTES) {
            return false;
        }
        at = next;
        type = BigEndian.getUnsignedShort(buffer, at);
        length = bytes;
        next = at + HEADER_BYTES + padded;
        return true;
    }

    /** Steps over what is left; whether every byte of the message belonged to an attribute. */
    boolean skipRest() {
        boolean more = true;
        while (more) {
            more = next();
        }
        return next == end;
    }

    /** Where the attribute's header begins in the buffer. */
    int at() {
        return at;
    }

    /** Where its value begins in the buffer. */
    int valueAt() {
        return at + HEADER_BYTES;
    }

    /** Its type, 0 to 65535. */
    int type() {
        return type;
    }

    /** Bytes of its value, without padding. */
    int length() {
        return length;
    }
}
