package io.plenum.signaling.sdp;

import java.util.List;

/**
 * An offer that was read and found fit for us.
 *
 * @param session what it says
 * @param lines its text, to name a line in a later refusal
 */
public record Offer(SessionDescription session, SourceLines lines) {

    /**
     * Reads and checks an offer within the default limits.
     *
     * @throws SdpException if it cannot be read or served
     */
    public static Offer parse(String sdp) throws SdpException {
        return parse(sdp, SdpLimits.DEFAULT);
    }

    /**
     * Reads and checks an offer.
     *
     * @throws SdpException if it cannot be read or served
     */
    public static Offer parse(String sdp, SdpLimits limits) throws SdpException {
        final SourceLines lines = SourceLines.of(sdp, limits);
        final SessionDescription session = SdpParser.parse(lines, limits);
        OfferChecks.check(session, lines);
        return new Offer(session, lines);
    }

    /** The m-sections in their order. */
    public List<MediaDescription> media() {
        return session.media();
    }

    /**
     * A refusal for a reason of the caller's.
     *
     * @param section index of the section
     * @param prefix start of the line that is to blame, "m=" for the m-line
     * @param reason one sentence
     */
    public SdpException refused(int section, String prefix, String reason) {
        return lines.refused(section, prefix, reason);
    }

    /**
     * Index of the section that stands for the transport of the bundle: the first of the BUNDLE
     * group that is accepted (RFC 9143 section 7.3.1), or the only one. Some stacks give each
     * section credentials of its own, so this decides which count.
     *
     * @param decisions one for each section, in its order
     * @return -1 if all are rejected
     */
    static int taggedSection(SessionDescription offer, List<SectionDecision> decisions) {
        int first = -1;
        for (int i = 0; i < decisions.size() && first < 0; i++) {
            if (!(decisions.get(i) instanceof SectionDecision.Reject)) {
                first = i;
            }
        }
        if (first < 0) {
            return -1;
        }
        for (String mid : offer.bundleOf(offer.media().get(first).mid())) {
            final int index = offer.indexOfMid(mid);
            if (index >= 0 && !(decisions.get(index) instanceof SectionDecision.Reject)) {
                return index;
            }
        }
        return first;
    }

    /**
     * ICE and DTLS of the other side for that answer: those of the first accepted section, or,
     * where that is bundle-only and says nothing, of the first accepted one that says it all.
     *
     * @param decisions one for each section, in its order
     * @throws SdpException if every section is rejected, or none that is accepted has a transport
     */
    public TransportDescription transport(List<SectionDecision> decisions) throws SdpException {
        final int tagged = taggedSection(session, decisions);
        if (tagged < 0) {
            throw lines.refused(0, "m=", "no section of the offer can be accepted");
        }
        if (session.media().get(tagged).transport().isComplete()) {
            return session.media().get(tagged).transport();
        }
        for (int i = 0; i < decisions.size(); i++) {
            final TransportDescription transport = session.media().get(i).transport();
            if (!(decisions.get(i) instanceof SectionDecision.Reject) && transport.isComplete()) {
                return transport;
            }
        }
        throw lines.refused(
                tagged,
                "m=",
                "the section is the first that is accepted and has no ICE and DTLS of its own");
    }
}
