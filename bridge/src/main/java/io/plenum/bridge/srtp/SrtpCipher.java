package io.plenum.bridge.srtp;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * One direction's cryptography, without rollover counters and replay: what RFC 3711 calls the
 * transform. The seam behind which another provider of ciphers goes.
 *
 * <p>Callers have checked every bound. Opening answers {@link #NOT_AUTHENTIC} for whatever the
 * remote side may have sent; sealing throws {@link IllegalStateException}, because what it refuses
 * is our own mistake. Not thread safe: one instance keeps the state of one packet in the making.
 */
interface SrtpCipher {
    /** Answer of the opening methods to a wrong tag. */
    int NOT_AUTHENTIC = -1;

    /** Bytes of the E flag and index that every SRTCP packet carries. */
    int RTCP_INDEX_WORD_BYTES = 4;

    /** Header of the first packet of a compound, which stays in the clear. */
    int RTCP_CLEAR_BYTES = 8;

    /** The E flag in the index word: the packet is encrypted (RFC 3711 section 3.4). */
    int RTCP_ENCRYPTED_FLAG = 0x8000_0000;

    /** Bytes of the authentication tag. */
    int tagBytes();

    /** Where the index word stands, counted back from the end of an SRTCP packet. */
    int rtcpIndexWordFromEnd();

    /**
     * Encrypts a payload to behind its header and appends the tag.
     *
     * @return bytes of the whole packet
     */
    int sealRtp(
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            byte[] out,
            int outOffset,
            int headerLength,
            long packetIndex);

    /**
     * Authenticates a packet and decrypts its payload.
     *
     * @return bytes of the payload, or {@link #NOT_AUTHENTIC}
     */
    int openRtp(
            byte[] in,
            int offset,
            int length,
            int headerLength,
            long packetIndex,
            byte[] out,
            int outOffset);

    /**
     * Encrypts a compound RTCP packet behind its first {@link #RTCP_CLEAR_BYTES}, and appends index
     * and tag.
     *
     * @return bytes of the whole packet
     */
    int sealRtcp(byte[] in, int offset, int length, byte[] out, int outOffset, int index);

    /**
     * Authenticates an SRTCP packet, and decrypts it if its E flag is set.
     *
     * @return bytes of the compound packet, or {@link #NOT_AUTHENTIC}
     */
    int openRtcp(byte[] in, int offset, int length, byte[] out, int outOffset);

    /**
     * The cipher of one direction.
     *
     * @param provider asked first; what it lacks comes from the platform. Null for the platform
     */
    static SrtpCipher create(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, @Nullable Provider provider) {
        SessionKeys rtp = SessionKeys.forRtp(profile, masterKey, masterSalt);
        SessionKeys rtcp = SessionKeys.forRtcp(profile, masterKey, masterSalt);
        return profile.isAead()
                ? new AeadCipher(rtp, rtcp, provider)
                : new CounterModeCipher(rtp, rtcp, profile.tagBytes(), provider);
    }

    /** A JCA cipher, from {@code provider} if it has it. */
    static Cipher jcaCipher(String transformation, @Nullable Provider provider) {
        try {
            if (provider != null) {
                try {
                    return Cipher.getInstance(transformation, provider);
                } catch (NoSuchAlgorithmException e) {
                    return Cipher.getInstance(transformation);
                }
            }
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + transformation, e);
        }
    }

    /** A JCA MAC, from {@code provider} if it has it. */
    static Mac jcaMac(String algorithm, @Nullable Provider provider) {
        try {
            if (provider != null) {
                try {
                    return Mac.getInstance(algorithm, provider);
                } catch (NoSuchAlgorithmException e) {
                    return Mac.getInstance(algorithm);
                }
            }
            return Mac.getInstance(algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + algorithm, e);
        }
    }
}
