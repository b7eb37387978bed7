package io.plenum.bridge.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key (RFC 3711 section 4.3, RFC 7714 section 11), key derivation rate
 * 0: the index does not enter.
 */
final class SrtpKeyDerivation {
    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_ENCRYPTION = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    private static final int BLOCK_BYTES = 16;

    private final Cipher aes;
    private final byte[] masterSalt;

    SrtpKeyDerivation(byte[] masterKey, byte[] masterSalt) throws GeneralSecurityException {
        // AES in ECB mode is the block function of the counter-mode PRF of section 4.3.3.
        aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"));
        this.masterSalt = masterSalt;
    }

    /** One session key or salt of {@code length} bytes. */
    byte[] derive(int label, int length) throws GeneralSecurityException {
        byte[] input = new byte[BLOCK_BYTES];
        // A 96-bit salt is used as if it were 112 bits with zeros at the end (RFC 7714 section 11).
        System.arraycopy(masterSalt, 0, input, 0, masterSalt.length);
        input[7] ^= (byte) label;
        byte[] output = new byte[length];
        for (int done = 0, counter = 0; done < length; done += BLOCK_BYTES, counter++) {
            input[14] = (byte) (counter >>> 8);
            input[15] = (byte) counter;
            byte[] block = aes.doFinal(input);
            System.arraycopy(block, 0, output, done, Math.min(BLOCK_BYTES, length - done));
        }
        return output;
    }
}
