package io.plenum.bridge.dtls;

import static io.plenum.bridge.bytes.BigEndian.getUnsignedByte;
import static io.plenum.bridge.bytes.BigEndian.getUnsignedMedium;
import static io.plenum.bridge.bytes.BigEndian.getUnsignedShort;

/** The header of a handshake message's fragment (RFC 6347 section 4.2.2). */
final class HandshakeFragment {
    /** Message type, message length, message sequence, fragment offset, fragment length. */
    static final int HEADER_BYTES = 12;

    static final int CLIENT_HELLO = 1;
    static final int CERTIFICATE = 11;
    static final int CERTIFICATE_VERIFY = 15;
    static final int CLIENT_KEY_EXCHANGE = 16;

    private HandshakeFragment() {}

    /** Whether a fragment starts at {@code at}, ends by {@code end} and lies within its message. */
    static boolean fits(byte[] buffer, int at, int end) {
        if (end - at < HEADER_BYTES) {
            return false;
        }
        int fragmentBytes = fragmentBytes(buffer, at);
        return fragmentBytes <= end - at - HEADER_BYTES
                && fragmentOffset(buffer, at) + fragmentBytes <= messageBytes(buffer, at);
    }

    static int messageType(byte[] buffer, int at) {
        return getUnsignedByte(buffer, at);
    }

    static int messageBytes(byte[] buffer, int at) {
        return getUnsignedMedium(buffer, at + 1);
    }

    static int messageSequence(byte[] buffer, int at) {
        return getUnsignedShort(buffer, at + 4);
    }

    static int fragmentOffset(byte[] buffer, int at) {
        return getUnsignedMedium(buffer, at + 6);
    }

    static int fragmentBytes(byte[] buffer, int at) {
        return getUnsignedMedium(buffer, at + 9);
    }
}
