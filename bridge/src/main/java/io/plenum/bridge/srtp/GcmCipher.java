package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/counter mode (RFC 7714). JCA wants a new parameter object for each packet; that and
 * what the provider allocates inside is the only garbage of a packet.
 *
 * <p>The JDK's provider verifies the tag before it releases plaintext.
 */
final class GcmCipher implements SrtpCipher {
    static final int TAG_BYTES = 16;

    private static final int TAG_BITS = 8 * TAG_BYTES;
    private static final int IV_BYTES = 12;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final boolean rtcp;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] trailerBytes = new byte[4];

    GcmCipher(byte[] sessionKey, byte[] sessionSalt, boolean rtcp) throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        key = new SecretKeySpec(sessionKey, "AES");
        salt = sessionSalt;
        this.rtcp = rtcp;
    }

    /**
     * Section 8.1 for RTP and 9.1 for RTCP: both are SSRC and a 48-bit index, mixed with the salt.
     */
    private void init(int mode, int ssrc, long index) throws GeneralSecurityException {
        BigEndian.putShort(iv, 0, 0);
        BigEndian.putInt(iv, 2, ssrc);
        BigEndian.putShort(iv, 6, (int) (index >>> 32));
        BigEndian.putInt(iv, 8, (int) index);
        for (int i = 0; i < IV_BYTES; i++) {
            iv[i] ^= salt[i];
        }
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    }

    @Override
    public int seal(
            byte[] body,
            int bodyOffset,
            int bodyLength,
            byte[] out,
            int headerOffset,
            int headerLength,
            int ssrc,
            long index,
            int trailer) {
        try {
            init(Cipher.ENCRYPT_MODE, ssrc, index);
            cipher.updateAAD(out, headerOffset, headerLength);
            if (rtcp) {
                BigEndian.putInt(trailerBytes, 0, trailer);
                cipher.updateAAD(trailerBytes);
            }
            int at = headerOffset + headerLength;
            int sealed = cipher.doFinal(body, bodyOffset, bodyLength, out, at);
            if (rtcp) {
                BigEndian.putInt(out, at + sealed, trailer);
                return headerLength + sealed + 4;
            }
            return headerLength + sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot encrypt", e);
        }
    }

    @Override
    public int open(
            byte[] packet,
            int offset,
            int length,
            int headerLength,
            byte[] out,
            int outOffset,
            int ssrc,
            long index,
            int trailer) {
        try {
            init(Cipher.DECRYPT_MODE, ssrc, index);
            cipher.updateAAD(packet, offset, headerLength);
            int sealed = length - headerLength;
            if (rtcp) {
                BigEndian.putInt(trailerBytes, 0, trailer);
                cipher.updateAAD(trailerBytes);
                sealed -= 4;
            }
            return cipher.doFinal(packet, offset + headerLength, sealed, out, outOffset);
        } catch (AEADBadTagException e) {
            return BAD_TAG;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot decrypt", e);
        }
    }
}
