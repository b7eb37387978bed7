package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in counter mode with HMAC-SHA1, tag cut to 80 bits (RFC 3711 sections 4.1.1 and 4.2.1). */
final class CounterModeCipher implements SrtpCipher {
    static final int TAG_BYTES = 10;
    static final int AUTHENTICATION_KEY_BYTES = 20;

    private static final int BLOCK_BYTES = 16;
    private static final int SHA1_BYTES = 20;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final Mac mac;
    private final byte[] salt;
    private final boolean rtcp;
    private final byte[] iv = new byte[BLOCK_BYTES];
    private final byte[] trailerBytes = new byte[4];
    private final byte[] digest = new byte[SHA1_BYTES];
    private final byte[] expectedTag = new byte[TAG_BYTES];
    private final byte[] foundTag = new byte[TAG_BYTES];

    CounterModeCipher(byte[] sessionKey, byte[] authenticationKey, byte[] sessionSalt, boolean rtcp)
            throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/CTR/NoPadding");
        key = new SecretKeySpec(sessionKey, "AES");
        mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(authenticationKey, "HmacSHA1"));
        salt = sessionSalt;
        this.rtcp = rtcp;
    }

    private void crypt(
            byte[] in, int inOffset, int length, byte[] out, int outOffset, int ssrc, long index)
            throws GeneralSecurityException {
        Arrays.fill(iv, (byte) 0);
        BigEndian.putInt(iv, 4, ssrc);
        BigEndian.putShort(iv, 8, (int) (index >>> 32));
        BigEndian.putInt(iv, 10, (int) index);
        for (int i = 0; i < salt.length; i++) {
            iv[i] ^= salt[i];
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        cipher.doFinal(in, inOffset, length, out, outOffset);
    }

    /**
     * Section 4.2: RTP authenticates the roll-over counter behind the packet, RTCP its index word
     * in it.
     */
    private void authenticate(byte[] packet, int offset, int length, int trailer)
            throws GeneralSecurityException {
        mac.update(packet, offset, length);
        if (!rtcp) {
            BigEndian.putInt(trailerBytes, 0, trailer);
            mac.update(trailerBytes);
        }
        mac.doFinal(digest, 0);
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
            crypt(body, bodyOffset, bodyLength, out, headerOffset + headerLength, ssrc, index);
            int length = headerLength + bodyLength;
            if (rtcp) {
                BigEndian.putInt(out, headerOffset + length, trailer);
                length += 4;
            }
            authenticate(out, headerOffset, length, trailer);
            System.arraycopy(digest, 0, out, headerOffset + length, TAG_BYTES);
            return length + TAG_BYTES;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CM with HMAC-SHA1 cannot encrypt", e);
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
            int authenticated = length - TAG_BYTES;
            authenticate(packet, offset, authenticated, trailer);
            System.arraycopy(digest, 0, expectedTag, 0, TAG_BYTES);
            System.arraycopy(packet, offset + authenticated, foundTag, 0, TAG_BYTES);
            if (!MessageDigest.isEqual(expectedTag, foundTag)) {
                return BAD_TAG;
            }
            int bodyLength = authenticated - headerLength - (rtcp ? 4 : 0);
            boolean encrypted = !rtcp || trailer < 0;
            if (encrypted) {
                crypt(packet, offset + headerLength, bodyLength, out, outOffset, ssrc, index);
            } else {
                System.arraycopy(packet, offset + headerLength, out, outOffset, bodyLength);
            }
            return bodyLength;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CM with HMAC-SHA1 cannot decrypt", e);
        }
    }
}
