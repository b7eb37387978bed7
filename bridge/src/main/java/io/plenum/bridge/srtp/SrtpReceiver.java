package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.IntMap;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates and decrypts what one peer sends (RFC 3711, RFC 7714).
 *
 * <p>Whatever the datagram holds, the answer is a length or a negative verdict, never an exception.
 * Nothing is remembered about an SSRC before one of its packets has proved authentic, and about a
 * limited number of SSRCs after that.
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing of its own per packet but one IV
 * object, which JCA asks for; a forged GCM packet costs an exception inside the JDK besides.
 */
public final class SrtpReceiver {
    /** Verdict: the authentication tag is wrong. */
    public static final int BAD_TAG = -1;

    /** Verdict: seen before, or older than the replay window. */
    public static final int REPLAYED = -2;

    /** Verdict: too short for its header and tag, or not RTP version 2. */
    public static final int MALFORMED = -3;

    /** Verdict: of a new SSRC, when as many as allowed are known. Not even authenticated. */
    public static final int TOO_MANY_STREAMS = -4;

    /** How many SSRCs of one peer are remembered unless told otherwise. */
    public static final int DEFAULT_MAX_STREAMS = 128;

    /**
     * Packets an RTP replay window spans. Retransmissions on the stream's own SSRC come late: at
     * 500 packets a second this allows them two seconds.
     */
    static final int RTP_WINDOW_PACKETS = 1024;

    /** RFC 3711 section 3.3.2 asks for at least 64. */
    static final int RTCP_WINDOW_PACKETS = 128;

    private static final int RTP_FIXED_HEADER_BYTES = 12;
    private static final int HALF_SEQUENCE_SPACE = 0x8000;
    private static final long MAX_PACKET_INDEX = (1L << 48) - 1;

    private final SrtpCipher cipher;
    private final int maxStreams;
    private final IntMap<ReplayWindow> rtpStreams = new IntMap<>();
    private final IntMap<ReplayWindow> rtcpStreams = new IntMap<>();
    private long lastPacketIndex = -1;

    /** With the ciphers of the platform and {@link #DEFAULT_MAX_STREAMS}. */
    public SrtpReceiver(SrtpKeys keys) {
        this(keys, null, DEFAULT_MAX_STREAMS);
    }

    /**
     * With the ciphers of one provider.
     *
     * @param keys the remote half is used
     * @param provider asked first; what it lacks comes from the platform. Null for the platform
     * @param maxStreams SSRCs to remember, 1 to 65,536; counted apart for RTP and RTCP
     * @throws IllegalArgumentException when {@code maxStreams} is out of range
     */
    public SrtpReceiver(SrtpKeys keys, @Nullable Provider provider, int maxStreams) {
        this(
                SrtpCipher.create(keys.profile(), keys.remoteKey(), keys.remoteSalt(), provider),
                maxStreams);
    }

    SrtpReceiver(SrtpCipher cipher, int maxStreams) {
        if (maxStreams < 1 || maxStreams > 0x1_0000) {
            throw new IllegalArgumentException(
                    "maxStreams is %d, not between 1 and 65536".formatted(maxStreams));
        }
        this.cipher = cipher;
        this.maxStreams = maxStreams;
    }

    /**
     * Authenticates an RTP packet and decrypts its payload. The header stays in {@code in}.
     *
     * <p>A refused packet may leave {@code out} overwritten within the range below, for a provider
     * decrypts GCM before it knows the tag to be right (and zeroes what it wrote). With AES-CM
     * nothing is written before the tag is checked.
     *
     * @param in holds the datagram; only read
     * @param length bytes of the datagram, any number
     * @param headerLength bytes of the header with CSRCs and extensions, as parsed from it; a
     *     number that cannot be is MALFORMED
     * @param out receives the payload, padding included: room for {@code length - headerLength}
     *     bytes less the tag. An array of its own, or the JDK copies the packet first
     * @return bytes of the payload, 0 or more, or a negative verdict
     */
    public int unprotectRtp(
            byte[] in, int offset, int length, int headerLength, byte[] out, int outOffset) {
        if (headerLength < RTP_FIXED_HEADER_BYTES
                || length - cipher.tagBytes() < headerLength
                || !isVersion2(in[offset])) {
            return MALFORMED;
        }
        int ssrc = BigEndian.getInt(in, offset + 8);
        int sequenceNumber = BigEndian.getUnsignedShort(in, offset + 2);
        ReplayWindow window = rtpStreams.get(ssrc);
        if (window == null && rtpStreams.size() == maxStreams) {
            return TOO_MANY_STREAMS;
        }
        long packetIndex =
                window == null ? sequenceNumber : estimate(window.highestIndex(), sequenceNumber);
        if (packetIndex > MAX_PACKET_INDEX || (window != null && !window.isNew(packetIndex))) {
            return REPLAYED;
        }
        int payloadLength =
                cipher.openRtp(in, offset, length, headerLength, packetIndex, out, outOffset);
        if (payloadLength < 0) {
            return BAD_TAG;
        }
        if (window == null) {
            window = new ReplayWindow(RTP_WINDOW_PACKETS);
            rtpStreams.put(ssrc, window);
        }
        window.accept(packetIndex);
        lastPacketIndex = packetIndex;
        return payloadLength;
    }

    /**
     * Authenticates an SRTCP packet and decrypts it. A packet whose E flag says that it is not
     * encrypted is accepted if it is authentic (RFC 3711 section 3.4, RFC 7714 section 9.3).
     *
     * @param in holds the datagram; only read
     * @param length bytes of the datagram, any number
     * @param out receives the compound packet from its first header on: room for {@code length}
     *     bytes less index and tag. What {@link #unprotectRtp} says about refused packets and about
     *     arrays holds here too
     * @return bytes of the compound packet, 8 or more, or a negative verdict
     */
    public int unprotectRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
        int overhead = SrtpCipher.RTCP_INDEX_WORD_BYTES + cipher.tagBytes();
        if (length < SrtpCipher.RTCP_CLEAR_BYTES + overhead || !isVersion2(in[offset])) {
            return MALFORMED;
        }
        int ssrc = BigEndian.getInt(in, offset + 4);
        ReplayWindow window = rtcpStreams.get(ssrc);
        if (window == null && rtcpStreams.size() == maxStreams) {
            return TOO_MANY_STREAMS;
        }
        int wordOffset = offset + length - cipher.rtcpIndexWordFromEnd();
        int index = BigEndian.getInt(in, wordOffset) & ~SrtpCipher.RTCP_ENCRYPTED_FLAG;
        if (window != null && !window.isNew(index)) {
            return REPLAYED;
        }
        int compoundLength = cipher.openRtcp(in, offset, length, out, outOffset);
        if (compoundLength < 0) {
            return BAD_TAG;
        }
        if (window == null) {
            window = new ReplayWindow(RTCP_WINDOW_PACKETS);
            rtcpStreams.put(ssrc, window);
        }
        window.accept(index);
        return compoundLength;
    }

    /**
     * Rollover counter and sequence number, {@code roc << 16 | seq}, of the RTP packet accepted
     * last; -1 before the first.
     */
    public long lastPacketIndex() {
        return lastPacketIndex;
    }

    /** SSRCs of which RTP packets proved authentic, less those forgotten. */
    public int streamCount() {
        return rtpStreams.size();
    }

    /**
     * Forgets all about an SSRC, and makes room for another. Replayed packets of it would be new
     * again: call it only when packets of this SSRC go nowhere any more.
     */
    public void forget(int ssrc) {
        rtpStreams.remove(ssrc);
        rtcpStreams.remove(ssrc);
    }

    /**
     * RFC 3711 section 3.3.1 and appendix A: the index nearest to the highest so far. Where that
     * would lie before the very first rollover, the sequence number has jumped ahead instead; the
     * tag will tell.
     */
    private static long estimate(long highestIndex, int sequenceNumber) {
        long rolloverCounter = highestIndex >>> 16;
        int highestSequenceNumber = (int) highestIndex & 0xFFFF;
        int ahead = sequenceNumber - highestSequenceNumber;
        if (ahead > HALF_SEQUENCE_SPACE && rolloverCounter > 0) {
            rolloverCounter--;
        } else if (ahead < -HALF_SEQUENCE_SPACE) {
            rolloverCounter++;
        }
        return rolloverCounter << 16 | sequenceNumber;
    }

    private static boolean isVersion2(byte firstByte) {
        return (firstByte & 0xC0) == 0x80;
    }
}
