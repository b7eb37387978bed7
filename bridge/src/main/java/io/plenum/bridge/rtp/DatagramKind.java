package io.plenum.bridge.rtp;

/**
 * Which protocol a datagram on the multiplexed port belongs to, by its first bytes (RFC 7983
 * section 7; RFC 5761 section 4 for RTP against RTCP).
 */
public enum DatagramKind {
    /** First byte 0 to 3. */
    STUN,
    /** First byte 20 to 63. */
    DTLS,
    /**
     * First byte 128 to 191, second byte neither an RTCP packet type nor a reserved payload type.
     */
    RTP,
    /** First byte 128 to 191, second byte 192 to 223. */
    RTCP,
    /** Empty, or anything else: ZRTP, TURN channels, QUIC, reserved values. */
    UNKNOWN;

    /**
     * Classifies one datagram. Looks at two bytes at most; says nothing about the rest.
     *
     * @param length bytes of the datagram, 0 or more
     */
    public static DatagramKind of(byte[] buffer, int offset, int length) {
        if (length < 1) {
            return UNKNOWN;
        }
        int first = buffer[offset] & 0xFF;
        if (first >= 128 && first <= 191) {
            return length < 2 ? UNKNOWN : rtpOrRtcp(buffer[offset + 1] & 0xFF);
        }
        if (first <= 3) {
            return STUN;
        }
        return first >= 20 && first <= 63 ? DTLS : UNKNOWN;
    }

    /**
     * RTP payload types 64 to 95 are not to be used beside RTCP on one port, since with the marker
     * bit they look like packet types 192 to 223. Without it they are neither.
     */
    private static DatagramKind rtpOrRtcp(int second) {
        int payloadType = second & 0x7F;
        if (payloadType < 64 || payloadType > 95) {
            return RTP;
        }
        return second >= 128 ? RTCP : UNKNOWN;
    }
}
