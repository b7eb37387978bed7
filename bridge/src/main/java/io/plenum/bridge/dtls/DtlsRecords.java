package io.plenum.bridge.dtls;

import static io.plenum.bridge.bytes.BigEndian.getUnsignedByte;
import static io.plenum.bridge.bytes.BigEndian.getUnsignedShort;

/**
 * The record layer's framing (RFC 6347 section 4.1): records stand one after another in a datagram
 * and none crosses its end.
 */
public final class DtlsRecords {
    /** Type, version, epoch, sequence number and length. */
    static final int HEADER_BYTES = 13;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** 24 heartbeat, 25 tls12_cid, 26 ACK: nothing we negotiate, but framed alike. */
    private static final int LAST_TYPE = 26;

    private static final int DTLS_1_0 = 0xFEFF;
    static final int DTLS_1_2 = 0xFEFD;

    /**
     * A record holds at most 2^14 bytes, and protection adds at most 2048 (RFC 5246 section 6.2.3).
     */
    private static final int MAX_FRAGMENT_BYTES = (1 << 14) + 2048;

    private DtlsRecords() {}

    /**
     * Whether the datagram is records from the first byte to the last: known types, versions 1.0 or
     * 1.2, lengths that fit. Cheap enough for every datagram; says nothing of authenticity.
     *
     * @param length 0 or more, and within the buffer
     */
    public static boolean wellFormed(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        if (at == end) {
            return false;
        }
        while (at != end) {
            if (end - at < HEADER_BYTES) {
                return false;
            }
            int type = type(buffer, at);
            int version = getUnsignedShort(buffer, at + 1);
            int fragmentBytes = fragmentBytes(buffer, at);
            if (type < CHANGE_CIPHER_SPEC
                    || type > LAST_TYPE
                    || (version != DTLS_1_0 && version != DTLS_1_2)
                    || fragmentBytes > MAX_FRAGMENT_BYTES
                    || fragmentBytes > end - at - HEADER_BYTES) {
                return false;
            }
            at += HEADER_BYTES + fragmentBytes;
        }
        return true;
    }

    static int type(byte[] buffer, int record) {
        return getUnsignedByte(buffer, record);
    }

    static int epoch(byte[] buffer, int record) {
        return getUnsignedShort(buffer, record + 3);
    }

    /** Bytes of the record after its header. */
    static int fragmentBytes(byte[] buffer, int record) {
        return getUnsignedShort(buffer, record + 11);
    }
}
