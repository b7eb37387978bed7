package io.plenum.bridge.srtp;

/**
 * One direction's cipher for one kind of packet, with its session key: the seam behind which a
 * cipher provider can be exchanged. A packet is {@code header | body | trailer}; the header is
 * authenticated and stays readable, the body is encrypted, the trailer is the SRTCP index word,
 * empty for RTP.
 *
 * <p>Not thread safe.
 */
interface SrtpCipher {
    /** {@link #open} found a wrong tag; nothing of the output is to be used. */
    int BAD_TAG = -1;

    /**
     * Encrypts.
     *
     * @param body array of the plaintext, read only
     * @param out array in which the header stands, and behind it the ciphertext is written
     * @param ssrc of the packet
     * @param index 48-bit packet index (RFC 3711 section 3.3.1), or 31-bit SRTCP index
     * @param trailer SRTCP: E bit and index; RTP: the roll-over counter
     * @return bytes of the whole packet from {@code headerOffset}
     */
    int seal(
            byte[] body,
            int bodyOffset,
            int bodyLength,
            byte[] out,
            int headerOffset,
            int headerLength,
            int ssrc,
            long index,
            int trailer);

    /**
     * Checks and decrypts.
     *
     * @param packet array of the protected packet, read only
     * @param length of the whole packet, at least header, tag and for SRTCP the trailer
     * @param out receives the plaintext of the body
     * @return bytes of plaintext, or {@link #BAD_TAG}
     */
    int open(
            byte[] packet,
            int offset,
            int length,
            int headerLength,
            byte[] out,
            int outOffset,
            int ssrc,
            long index,
            int trailer);
}
