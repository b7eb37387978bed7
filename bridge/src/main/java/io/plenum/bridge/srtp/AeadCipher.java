package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM (RFC 7714) over JCA.
 *
 * <p>Layouts: RTP is header, ciphertext, tag. RTCP is 8 bytes in the clear, ciphertext, tag, index
 * word; the index word is authenticated though it comes last.
 *
 * <p>Two things JCA does not let us avoid. A {@link GCMParameterSpec} holds one IV, so there is a
 * new one per packet, and the JDK builds its own GCM state for each besides (1,056 bytes a packet
 * in all; 72 with Amazon's provider). And a wrong tag comes as an exception; it is caught here, the
 * provider having overwritten the output with zeros by then: it decrypts while it authenticates.
 */
final class AeadCipher implements SrtpCipher {
    private static final int TAG_BYTES = 16;
    private static final int TAG_BITS = TAG_BYTES * 8;
    private static final int IV_BYTES = 12;

    private final Cipher rtp;
    private final Cipher rtcp;
    private final SecretKeySpec rtpKey;
    private final SecretKeySpec rtcpKey;
    private final byte[] rtpSalt;
    private final byte[] rtcpSalt;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] indexWord = new byte[RTCP_INDEX_WORD_BYTES];

    AeadCipher(SessionKeys rtp, SessionKeys rtcp, @Nullable Provider provider) {
        this.rtp = SrtpCipher.jcaCipher("AES/GCM/NoPadding", provider);
        this.rtcp = SrtpCipher.jcaCipher("AES/GCM/NoPadding", provider);
        rtpKey = new SecretKeySpec(rtp.encryptionKey(), "AES");
        rtcpKey = new SecretKeySpec(rtcp.encryptionKey(), "AES");
        rtpSalt = rtp.salt();
        rtcpSalt = rtcp.salt();
    }

    @Override
    public int tagBytes() {
        return TAG_BYTES;
    }

    @Override
    public int rtcpIndexWordFromEnd() {
        return RTCP_INDEX_WORD_BYTES;
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
        try {
            setRtpIv(BigEndian.getInt(out, outOffset + 8), packetIndex);
            rtp.init(Cipher.ENCRYPT_MODE, rtpKey, new GCMParameterSpec(TAG_BITS, iv));
            rtp.updateAAD(out, outOffset, headerLength);
            return headerLength
                    + rtp.doFinal(
                            payload, payloadOffset, payloadLength, out, outOffset + headerLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "AES-GCM refused to protect RTP packet index " + packetIndex, e);
        }
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
        try {
            setRtpIv(BigEndian.getInt(in, offset + 8), packetIndex);
            rtp.init(Cipher.DECRYPT_MODE, rtpKey, new GCMParameterSpec(TAG_BITS, iv));
            rtp.updateAAD(in, offset, headerLength);
            return rtp.doFinal(in, offset + headerLength, length - headerLength, out, outOffset);
        } catch (AEADBadTagException e) {
            return NOT_AUTHENTIC;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot open RTP packets", e);
        }
    }

    @Override
    public int sealRtcp(byte[] in, int offset, int length, byte[] out, int outOffset, int index) {
        try {
            BigEndian.putInt(indexWord, 0, RTCP_ENCRYPTED_FLAG | index);
            setRtcpIv(BigEndian.getInt(in, offset + 4), index);
            rtcp.init(Cipher.ENCRYPT_MODE, rtcpKey, new GCMParameterSpec(TAG_BITS, iv));
            rtcp.updateAAD(in, offset, RTCP_CLEAR_BYTES);
            rtcp.updateAAD(indexWord);
            System.arraycopy(in, offset, out, outOffset, RTCP_CLEAR_BYTES);
            int sealed =
                    RTCP_CLEAR_BYTES
                            + rtcp.doFinal(
                                    in,
                                    offset + RTCP_CLEAR_BYTES,
                                    length - RTCP_CLEAR_BYTES,
                                    out,
                                    outOffset + RTCP_CLEAR_BYTES);
            System.arraycopy(indexWord, 0, out, outOffset + sealed, RTCP_INDEX_WORD_BYTES);
            return sealed + RTCP_INDEX_WORD_BYTES;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to protect SRTCP index " + index, e);
        }
    }

    @Override
    public int openRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
        int wordOffset = offset + length - RTCP_INDEX_WORD_BYTES;
        int word = BigEndian.getInt(in, wordOffset);
        int compoundLength = length - RTCP_INDEX_WORD_BYTES - TAG_BYTES;
        try {
            setRtcpIv(BigEndian.getInt(in, offset + 4), word & ~RTCP_ENCRYPTED_FLAG);
            GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, iv);
            if ((word & RTCP_ENCRYPTED_FLAG) == 0) {
                return openClearRtcp(in, offset, compoundLength, out, outOffset, parameters);
            }
            rtcp.init(Cipher.DECRYPT_MODE, rtcpKey, parameters);
            rtcp.updateAAD(in, offset, RTCP_CLEAR_BYTES);
            rtcp.updateAAD(in, wordOffset, RTCP_INDEX_WORD_BYTES);
            rtcp.doFinal(
                    in,
                    offset + RTCP_CLEAR_BYTES,
                    compoundLength - RTCP_CLEAR_BYTES + TAG_BYTES,
                    out,
                    outOffset + RTCP_CLEAR_BYTES);
            System.arraycopy(in, offset, out, outOffset, RTCP_CLEAR_BYTES);
            return compoundLength;
        } catch (AEADBadTagException e) {
            return NOT_AUTHENTIC;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot open SRTCP packets", e);
        }
    }

    /** RFC 7714 section 9.3: nothing is ciphertext, the compound and the index word are AAD. */
    private int openClearRtcp(
            byte[] in,
            int offset,
            int compoundLength,
            byte[] out,
            int outOffset,
            GCMParameterSpec parameters)
            throws GeneralSecurityException {
        int tagOffset = offset + compoundLength;
        rtcp.init(Cipher.DECRYPT_MODE, rtcpKey, parameters);
        rtcp.updateAAD(in, offset, compoundLength);
        rtcp.updateAAD(in, tagOffset + TAG_BYTES, RTCP_INDEX_WORD_BYTES);
        rtcp.doFinal(in, tagOffset, TAG_BYTES, out, outOffset);
        System.arraycopy(in, offset, out, outOffset, compoundLength);
        return compoundLength;
    }

    /** RFC 7714 section 8.1: two zero bytes, SSRC, 48-bit packet index; then the salt. */
    private void setRtpIv(int ssrc, long packetIndex) {
        BigEndian.putInt(iv, 0, ssrc >>> 16);
        BigEndian.putLong(iv, 4, (long) ssrc << 48 | packetIndex);
        addSalt(rtpSalt);
    }

    /** RFC 7714 section 9.1: two zero bytes, SSRC, two zero bytes, 31-bit index; then the salt. */
    private void setRtcpIv(int ssrc, int index) {
        BigEndian.putInt(iv, 0, ssrc >>> 16);
        BigEndian.putLong(iv, 4, (long) ssrc << 48 | index);
        addSalt(rtcpSalt);
    }

    private void addSalt(byte[] salt) {
        for (int i = 0; i < IV_BYTES; i++) {
            iv[i] ^= salt[i];
        }
    }
}
