package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Protects what we send to one peer (RFC 3711 section 3.3, RFC 7714). Keeps no state per stream:
 * the caller knows each packet's index.
 *
 * <p>Not thread safe.
 */
public final class SrtpSender {
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int ENCRYPTED = 0x8000_0000;

    private final SrtpCipher rtp;
    private final SrtpCipher rtcp;
    private int rtcpIndex;

    /** With the local keys of a session. */
    public SrtpSender(SrtpKeys keys) {
        rtp = SrtpCiphers.forRtp(keys.profile(), keys.localKey(), keys.localSalt());
        rtcp = SrtpCiphers.forRtcp(keys.profile(), keys.localKey(), keys.localSalt());
    }

    /**
     * Protects an RTP packet whose header stands in {@code out} already.
     *
     * @param payload array of the plaintext, read only
     * @param out receives ciphertext and tag right behind the header
     * @param headerLength with CSRCs and extensions
     * @param packetIndex 48 bits: roll-over counter and sequence number. One index must never be
     *     used for two different packets of an SSRC: with AES-GCM that gives the key away
     * @return bytes of the protected packet
     */
    public int protectRtp(
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            byte[] out,
            int outOffset,
            int headerLength,
            long packetIndex) {
        return rtp.seal(
                payload,
                payloadOffset,
                payloadLength,
                out,
                outOffset,
                headerLength,
                BigEndian.getInt(out, outOffset + 8),
                packetIndex & 0xFFFF_FFFF_FFFFL,
                (int) (packetIndex >>> 16));
    }

    /**
     * Protects an RTCP compound packet (RFC 3711 section 3.4).
     *
     * @param length at least 8
     * @param out receives the protected packet, at most 34 bytes longer; must not be {@code buffer}
     * @return bytes of the protected packet
     * @throws IllegalStateException after 2^31 packets, when the session must end
     */
    public int protectRtcp(byte[] buffer, int offset, int length, byte[] out, int outOffset) {
        if (rtcpIndex < 0) {
            throw new IllegalStateException("the SRTCP index is used up");
        }
        System.arraycopy(buffer, offset, out, outOffset, RTCP_HEADER_BYTES);
        int index = rtcpIndex++;
        return rtcp.seal(
                buffer,
                offset + RTCP_HEADER_BYTES,
                length - RTCP_HEADER_BYTES,
                out,
                outOffset,
                RTCP_HEADER_BYTES,
                BigEndian.getInt(buffer, offset + 4),
                index,
                index | ENCRYPTED);
    }
}
