package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Protects what goes to one peer (RFC 3711, RFC 7714).
 *
 * <p>Out of place: the payload is encrypted from where it lies, which may be shared by many
 * senders, to behind the header in the outgoing datagram, so that encrypting is the copy. Keep
 * source and destination in different arrays: inside one array the JDK may copy the payload first.
 *
 * <p><b>One packet index of one SSRC protects one packet.</b> Sending the same index again is right
 * only with the very same header and payload. A retransmission with a changed header (a new
 * transport-wide sequence number, say) under an old index gives away the GCM authentication key
 * (RFC 7714 section 8.4): retransmit by RTX (RFC 4588), or keep the bytes.
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing of its own but one IV object per
 * packet, which JCA asks for.
 */
public final class SrtpSender {
    private static final int RTP_FIXED_HEADER_BYTES = 12;
    private static final long MAX_PACKET_INDEX = (1L << 48) - 1;

    private final SrtpCipher cipher;
    private long nextRtcpIndex;

    /** With the ciphers of the platform. */
    public SrtpSender(SrtpKeys keys) {
        this(keys, null);
    }

    /**
     * With the ciphers of one provider.
     *
     * @param keys the local half is used
     * @param provider asked first; what it lacks comes from the platform. Null for the platform
     */
    public SrtpSender(SrtpKeys keys, @Nullable Provider provider) {
        this(SrtpCipher.create(keys.profile(), keys.localKey(), keys.localSalt(), provider), 0);
    }

    SrtpSender(SrtpCipher cipher, long firstRtcpIndex) {
        this.cipher = cipher;
        nextRtcpIndex = firstRtcpIndex;
    }

    /** Bytes that {@link #protectRtp} adds to a packet. */
    public int rtpOverheadBytes() {
        return cipher.tagBytes();
    }

    /** Bytes that {@link #protectRtcp} adds to a packet. */
    public int rtcpOverheadBytes() {
        return cipher.tagBytes() + SrtpCipher.RTCP_INDEX_WORD_BYTES;
    }

    /**
     * Completes an RTP packet whose header stands in {@code out} already.
     *
     * @param payload holds the plaintext, padding included; only read
     * @param payloadLength bytes of it, 0 or more
     * @param out receives ciphertext and tag behind the header: {@code payloadLength + }{@link
     *     #rtpOverheadBytes} bytes
     * @param outOffset where the header begins
     * @param headerLength bytes of the header with CSRCs and extensions, 12 or more
     * @param packetIndex rollover counter and sequence number, 48 bits: {@code roc << 16 | seq}
     * @return bytes of the whole datagram
     * @throws IllegalStateException when the header carries another sequence number than the index,
     *     when the index is out of range, or when GCM sees the last index again. A programming
     *     error, whoever sent the packet
     */
    public int protectRtp(
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            byte[] out,
            int outOffset,
            int headerLength,
            long packetIndex) {
        if (headerLength < RTP_FIXED_HEADER_BYTES
                || BigEndian.getUnsignedShort(out, outOffset + 2) != (packetIndex & 0xFFFF)
                || Long.compareUnsigned(packetIndex, MAX_PACKET_INDEX) > 0) {
            throw new IllegalStateException(
                    "packet index %d does not fit a header of %d bytes with sequence number %d"
                            .formatted(
                                    packetIndex,
                                    headerLength,
                                    BigEndian.getUnsignedShort(out, outOffset + 2)));
        }
        return cipher.sealRtp(
                payload, payloadOffset, payloadLength, out, outOffset, headerLength, packetIndex);
    }

    /**
     * Encrypts a compound RTCP packet. The SRTCP index (RFC 3711 section 3.4) is counted here, one
     * count for all SSRCs: it starts at 0 and rises by one per packet.
     *
     * @param buffer holds the compound packet; only read
     * @param length bytes of it, 8 or more
     * @param out receives {@code length + }{@link #rtcpOverheadBytes} bytes
     * @return bytes of the whole datagram
     * @throws IllegalStateException after 2^31 packets, when only new keys would help, and for a
     *     packet without a whole header
     */
    public int protectRtcp(byte[] buffer, int offset, int length, byte[] out, int outOffset) {
        if (length < SrtpCipher.RTCP_CLEAR_BYTES) {
            throw new IllegalStateException(
                    "an RTCP packet has at least 8 bytes, this one " + length);
        }
        if (nextRtcpIndex > Integer.MAX_VALUE) {
            throw new IllegalStateException("all SRTCP indices of these keys are used up");
        }
        int index = (int) nextRtcpIndex++;
        return cipher.sealRtcp(buffer, offset, length, out, outOffset, index);
    }
}
