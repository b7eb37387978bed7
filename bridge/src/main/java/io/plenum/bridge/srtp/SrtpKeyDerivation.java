package io.plenum.bridge.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys out of one master key (RFC 3711 section 4.3) with the AES counter mode PRF: AES-128,
 * or AES-256 for 256-bit master keys (RFC 6188 section 2, RFC 7714 section 11). The key derivation
 * rate is 0, as DTLS-SRTP fixes it, so every session key is derived once.
 */
final class SrtpKeyDerivation {
    static final int LABEL_RTP_ENCRYPTION = 0x00;
    static final int LABEL_RTP_AUTHENTICATION = 0x01;
    static final int LABEL_RTP_SALT = 0x02;
    static final int LABEL_RTCP_ENCRYPTION = 0x03;
    static final int LABEL_RTCP_AUTHENTICATION = 0x04;
    static final int LABEL_RTCP_SALT = 0x05;

    private static final int BLOCK_BYTES = 16;

    /** Where the label meets the salt: key_id is 56 bits, right-aligned in 112. */
    private static final int LABEL_OFFSET = 7;

    private final Cipher aes;
    private final byte[] masterSalt;

    /**
     * @param masterKey 16 or 32 bytes
     * @param masterSalt at most 14 bytes; a shorter one is padded on the right with zeros, which is
     *     what RFC 7714 section 11 asks for
     */
    SrtpKeyDerivation(byte[] masterKey, byte[] masterSalt) {
        try {
            aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no usable AES", e);
        }
        this.masterSalt = masterSalt.clone();
    }

    /** The first {@code lengthBytes} of the pseudo-random stream for {@code label}. */
    byte[] derive(int label, int lengthBytes) {
        byte[] blocks = new byte[(lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES];
        for (int block = 0; block < blocks.length / BLOCK_BYTES; block++) {
            int start = block * BLOCK_BYTES;
            System.arraycopy(masterSalt, 0, blocks, start, masterSalt.length);
            blocks[start + LABEL_OFFSET] ^= (byte) label;
            blocks[start + BLOCK_BYTES - 1] = (byte) block;
        }
        try {
            return Arrays.copyOf(aes.doFinal(blocks), lengthBytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }
}
