package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a WHIP or WHEP PATCH: trickled candidates or an ICE restart (RFC 8840 section 9).
 *
 * @param usernameFragment of the ICE generation it belongs to, null if not given
 * @param password null if not given
 * @param candidates of all sections; with one bundle it does not matter of which
 * @param endOfCandidates whether no more will follow
 */
public record SdpFragment(
        @Nullable String usernameFragment,
        @Nullable String password,
        List<Candidate> candidates,
        boolean endOfCandidates) {
    /** Copies the list. */
    public SdpFragment {
        candidates = List.copyOf(candidates);
    }

    /**
     * Reads a fragment within the default limits.
     *
     * @throws SdpException if it cannot be read
     */
    public static SdpFragment parse(String text) throws SdpException {
        final TransportReader transport = new TransportReader();
        final List<Candidate> candidates = new ArrayList<>();
        boolean endOfCandidates = false;
        for (Line line : SourceLines.of(text, SdpLimits.DEFAULT).lines()) {
            if (line.type() == 'a') {
                final String attribute = line.attributeName();
                if (attribute.equals("candidate")) {
                    candidates.add(Candidate.parse(line, line.attributeValue()));
                } else if (attribute.equals("end-of-candidates")) {
                    endOfCandidates = true;
                } else {
                    transport.read(line, attribute);
                }
            } else if (line.type() != 'm') {
                throw line.refused("a fragment has a-lines and m-lines only");
            }
        }
        final TransportDescription read = transport.result();
        requireIceText(read.usernameFragment(), 4, "ice-ufrag");
        requireIceText(read.password(), 22, "ice-pwd");
        return new SdpFragment(
                read.usernameFragment(), read.password(), candidates, endOfCandidates);
    }

    private static void requireIceText(@Nullable String text, int minLength, String what)
            throws SdpException {
        if (text != null && !OfferChecks.isIceText(text, minLength)) {
            throw new SdpException(
                    0,
                    "",
                    "an %s has %d to 256 letters, digits, \"+\" or \"/\""
                            .formatted(what, minLength));
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SdpFragment[usernameFragment=%s, candidates=%s, endOfCandidates=%s]"
                .formatted(usernameFragment, candidates, endOfCandidates);
    }
}
