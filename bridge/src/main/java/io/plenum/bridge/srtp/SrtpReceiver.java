package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.IntMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks and decrypts what one peer sends (RFC 3711 section 3.3, RFC 7714). State for an SSRC comes
 * into being only with its first authentic packet.
 *
 * <p>Never throws, whatever the bytes. Not thread safe.
 */
public final class SrtpReceiver {
    /** Verdict: the tag is wrong. */
    public static final int BAD_TAG = -1;

    /** Verdict: seen before, or older than the replay window. */
    public static final int REPLAYED = -2;

    /** Verdict: too short, or not encrypted where it must be. */
    public static final int MALFORMED = -3;

    /** Verdict: authentic, but of one SSRC more than allowed. */
    public static final int TOO_MANY_STREAMS = -4;

    private static final int RTCP_HEADER_BYTES = 8;
    private static final int INDEX_BYTES = 4;

    private final SrtpProfile profile;
    private final SrtpCipher rtp;
    private final SrtpCipher rtcp;
    private final int maxStreams;
    private final IntMap<RtpState> streams = new IntMap<>();
    private final IntMap<ReplayWindow> rtcpStreams = new IntMap<>();
    private long lastPacketIndex;

    /** What is known of one SSRC. */
    private static final class RtpState {
        final ReplayWindow window = new ReplayWindow();
        long highest;
    }

    /** With the remote keys of a session, for at most 128 streams. */
    public SrtpReceiver(SrtpKeys keys) {
        this(keys, 128);
    }

    /**
     * @param maxStreams SSRCs that may be in use at once
     */
    public SrtpReceiver(SrtpKeys keys, int maxStreams) {
        profile = keys.profile();
        rtp = SrtpCiphers.forRtp(profile, keys.remoteKey(), keys.remoteSalt());
        rtcp = SrtpCiphers.forRtcp(profile, keys.remoteKey(), keys.remoteSalt());
        this.maxStreams = maxStreams;
    }

    /**
     * Checks and decrypts an RTP packet.
     *
     * @param headerLength with CSRCs and extensions, from a header that was checked against {@code
     *     length}
     * @param out receives the payload; undefined after a negative verdict
     * @return payload bytes, 0 or more, or a verdict
     */
    public int unprotectRtp(
            byte[] in, int offset, int length, int headerLength, byte[] out, int outOffset) {
        if (headerLength < 12 || length < headerLength + profile.tagBytes()) {
            return MALFORMED;
        }
        int ssrc = BigEndian.getInt(in, offset + 8);
        int sequence = BigEndian.getUnsignedShort(in, offset + 2);
        RtpState state = streams.get(ssrc);
        long index = state == null ? sequence : estimate(state.highest, sequence);
        if (state != null && state.window.rejects(index)) {
            return REPLAYED;
        }
        int payload =
                rtp.open(
                        in,
                        offset,
                        length,
                        headerLength,
                        out,
                        outOffset,
                        ssrc,
                        index,
                        (int) (index >>> 16));
        if (payload < 0) {
            return BAD_TAG;
        }
        RtpState authentic = state == null ? open(ssrc) : state;
        if (authentic == null) {
            return TOO_MANY_STREAMS;
        }
        authentic.window.accept(index);
        authentic.highest = Math.max(authentic.highest, index);
        lastPacketIndex = index;
        return payload;
    }

    private @Nullable RtpState open(int ssrc) {
        if (streams.size() >= maxStreams) {
            return null;
        }
        RtpState state = new RtpState();
        streams.put(ssrc, state);
        return state;
    }

    /** The index nearest to the highest so far with these low 16 bits (RFC 3711 appendix A). */
    private static long estimate(long highest, int sequence) {
        long rollOver = highest & ~0xFFFFL;
        int highestSequence = (int) highest & 0xFFFF;
        long index = rollOver | sequence;
        if (sequence - highestSequence > 0x8000) {
            return index >= 0x1_0000 ? index - 0x1_0000 : index;
        }
        return highestSequence - sequence > 0x8000 ? index + 0x1_0000 : index;
    }

    /** 48-bit index of the packet that {@link #unprotectRtp} accepted last. */
    public long lastPacketIndex() {
        return lastPacketIndex;
    }

    /** Frees what is known of an SSRC. */
    public void forget(int ssrc) {
        streams.remove(ssrc);
    }

    /**
     * Checks and decrypts an RTCP compound packet.
     *
     * @param out receives the whole compound, header included
     * @return bytes of the compound, 8 or more, or a verdict
     */
    public int unprotectRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
        if (length < RTCP_HEADER_BYTES + INDEX_BYTES + profile.tagBytes()) {
            return MALFORMED;
        }
        // AEAD: ciphertext, tag, index. CM with HMAC: ciphertext, index, tag.
        int behind = profile.aead() ? INDEX_BYTES : INDEX_BYTES + profile.tagBytes();
        int trailer = BigEndian.getInt(in, offset + length - behind);
        if (profile.aead() && trailer >= 0) {
            // DTLS-SRTP always encrypts SRTCP (RFC 5764 section 4.1.2), so the E bit is set.
            return MALFORMED;
        }
        int ssrc = BigEndian.getInt(in, offset + 4);
        long index = trailer & 0x7FFF_FFFFL;
        ReplayWindow window = rtcpStreams.get(ssrc);
        if (window != null && window.rejects(index)) {
            return REPLAYED;
        }
        int body =
                rtcp.open(
                        in,
                        offset,
                        length,
                        RTCP_HEADER_BYTES,
                        out,
                        outOffset + RTCP_HEADER_BYTES,
                        ssrc,
                        index,
                        trailer);
        if (body < 0) {
            return BAD_TAG;
        }
        if (window == null) {
            if (rtcpStreams.size() >= maxStreams) {
                return TOO_MANY_STREAMS;
            }
            window = new ReplayWindow();
            rtcpStreams.put(ssrc, window);
        }
        window.accept(index);
        System.arraycopy(in, offset, out, outOffset, RTCP_HEADER_BYTES);
        return RTCP_HEADER_BYTES + body;
    }
}
