package io.plenum.signaling.sdp;

import java.util.List;

/**
 * Our side of the transport, as every section of an answer tells it. We are ICE-lite and DTLS
 * passive.
 *
 * @param sessionId of the o-line, 0 to 2^62, the same in every answer of a session
 * @param version of the o-line, one more in each answer
 * @param candidates a=candidate values (RFC 8839 section 5.1)
 */
public record AnswerTransport(
        long sessionId,
        int version,
        String usernameFragment,
        String password,
        SdpFingerprint fingerprint,
        List<String> candidates) {
    /** Copies the list. */
    public AnswerTransport {
        candidates = List.copyOf(candidates);
    }
}
