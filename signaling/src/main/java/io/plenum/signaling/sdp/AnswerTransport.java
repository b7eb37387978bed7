package io.plenum.signaling.sdp;

import java.util.List;

/**
 * The transport of an answer. We are ICE-lite and DTLS passive.
 *
 * @param usernameFragment ours
 * @param password ours
 * @param iceOptions for example "ice2" (RFC 8445 section 10); may be empty
 * @param fingerprint of our certificate
 * @param candidates all of them; the first is the default destination
 */
public record AnswerTransport(
        String usernameFragment,
        String password,
        List<String> iceOptions,
        Fingerprint fingerprint,
        List<Candidate> candidates) {
    /** Copies the lists. */
    public AnswerTransport {
        iceOptions = List.copyOf(iceOptions);
        candidates = List.copyOf(candidates);
    }

    TransportDescription description() {
        return new TransportDescription(
                usernameFragment, password, iceOptions, List.of(fingerprint), Setup.PASSIVE);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "AnswerTransport[usernameFragment=%s, fingerprint=%s, candidates=%s]"
                .formatted(usernameFragment, fingerprint, candidates);
    }
}
