package io.plenum.signaling.sdp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an offer needs so that we can serve it: one bundle with rtcp-mux, ICE credentials, a usable
 * fingerprint, a DTLS role that leaves us the passive one. Sections that are stopped, or of a kind
 * that is rejected anyway, are not looked at.
 *
 * <p>An extmap identifier may mean different things in different sections of the bundle: RFC 8285
 * wants one meaning, aiortc gives two, and we look identifiers up per section. Only the identifier
 * of the mid must be the same everywhere, since it says which section a packet belongs to.
 */
final class OfferChecks {
    private static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";
    private static final String ICE_CHARS = "+/";

    private final SessionDescription offer;
    private final SourceLines lines;
    private final Set<String> mids = new HashSet<>();
    private final Map<Integer, RtpCodec> codecs = new HashMap<>();
    private final Map<Integer, String> extensions = new HashMap<>();
    private int midExtension = -1;

    private OfferChecks(SessionDescription offer, SourceLines lines) {
        this.offer = offer;
        this.lines = lines;
    }

    /**
     * Checks the offer.
     *
     * @throws SdpException names the line that stands in the way
     */
    static void check(SessionDescription offer, SourceLines lines) throws SdpException {
        new OfferChecks(offer, lines).check();
    }

    private void check() throws SdpException {
        if (offer.media().isEmpty()) {
            throw lines.refusedSession(
                    "s=", "the offer has no m-section, so there is nothing to answer");
        }
        if (offer.iceLite()) {
            throw lines.refusedSession(
                    "a=ice-lite",
                    "this server is ICE-lite, so the other side must be a full agent");
        }
        for (int i = 0; i < offer.media().size(); i++) {
            checkMid(i);
        }
        checkBundle();
        boolean complete = false;
        for (int i = 0; i < offer.media().size(); i++) {
            if (isServed(offer.media().get(i))) {
                checkTransport(i);
                complete |= offer.media().get(i).transport().isComplete();
                if (offer.media().get(i).isRtp()) {
                    checkRtp(i);
                }
            }
        }
        if (!complete) {
            checkSomeTransport();
        }
    }

    /** Whether the section is one that an answer might accept. */
    static boolean isServed(MediaDescription section) {
        if (section.isRejected()) {
            return false;
        }
        return switch (section.kind()) {
            case AUDIO, VIDEO -> true;
            // The form before RFC 8841, with a port in the m-line and an sctpmap, is not answered.
            case APPLICATION ->
                    section.protocol().endsWith("DTLS/SCTP")
                            && section.formats().contains("webrtc-datachannel");
            case OTHER -> false;
        };
    }

    private void checkMid(int index) throws SdpException {
        final MediaDescription section = offer.media().get(index);
        final String mid = section.mid();
        if (mid == null) {
            if (isServed(section)) {
                throw lines.refused(index, "m=", "the section has no a=mid");
            }
        } else if (!mids.add(mid)) {
            throw lines.refused(index, "a=mid:", "two sections have this mid");
        }
    }

    private void checkBundle() throws SdpException {
        int served = 0;
        int first = -1;
        for (int i = 0; i < offer.media().size(); i++) {
            if (isServed(offer.media().get(i))) {
                served++;
                first = first < 0 ? i : first;
            }
        }
        if (served < 2) {
            return;
        }
        final List<String> group = offer.bundleOf(offer.media().get(first).mid());
        if (group.isEmpty()) {
            throw lines.refusedSession(
                    "a=group:BUNDLE",
                    "the first section that is not stopped (mid %s) is in no BUNDLE group, and one transport"
                                    .formatted(SdpException.shown(midOf(first)))
                            + " must carry them all (bundlePolicy \"max-bundle\")");
        }
        final Set<String> bundled = new HashSet<>(group);
        for (int i = first; i < offer.media().size(); i++) {
            if (isServed(offer.media().get(i)) && !bundled.contains(midOf(i))) {
                throw lines.refused(
                        i,
                        "a=mid:",
                        "the section is not in the BUNDLE group of the first one, and one transport"
                                + " must carry them all");
            }
        }
    }

    private String midOf(int index) {
        final String mid = offer.media().get(index).mid();
        return mid == null ? "" : mid;
    }

    private void checkTransport(int index) throws SdpException {
        final TransportDescription transport = offer.media().get(index).transport();
        final String fragment = transport.usernameFragment();
        final String password = transport.password();
        if (fragment == null != (password == null)) {
            throw lines.refusedTransport(
                    index, "a=ice-", "ice-ufrag and ice-pwd come together, and one is missing");
        }
        if (fragment != null && !isIceText(fragment, 4)) {
            throw lines.refusedTransport(
                    index,
                    "a=ice-ufrag:",
                    "an ice-ufrag has 4 to 256 letters, digits, \"+\" or \"/\"");
        }
        if (password != null && !isIceText(password, 22)) {
            throw lines.refusedTransport(
                    index,
                    "a=ice-pwd:",
                    "an ice-pwd has 22 to 256 letters, digits, \"+\" or \"/\"");
        }
        if (!transport.fingerprints().isEmpty()
                && transport.fingerprints().stream().noneMatch(Fingerprint::isUsable)) {
            throw lines.refusedTransport(
                    index,
                    "a=fingerprint:",
                    "no fingerprint is a whole sha-256, sha-384 or sha-512");
        }
        final Setup setup = transport.setup();
        if (setup != null && setup != Setup.ACTPASS && setup != Setup.ACTIVE) {
            throw lines.refusedTransport(
                    index,
                    "a=setup:",
                    "the server is DTLS passive, so setup must be actpass or active");
        }
        if (setup == null && transport.isComplete()) {
            throw lines.refused(index, "m=", "there is no a=setup for this section");
        }
    }

    /** Whether it may be an ice-ufrag (4 characters at least) or an ice-pwd (22). */
    static boolean isIceText(String text, int minLength) {
        return text.length() >= minLength
                && text.length() <= 256
                && Words.consistsOf(text, ICE_CHARS);
    }

    /** No section says it all: names the first one and what it lacks. */
    private void checkSomeTransport() throws SdpException {
        for (int i = 0; i < offer.media().size(); i++) {
            if (isServed(offer.media().get(i))) {
                final boolean ice = offer.media().get(i).transport().usernameFragment() != null;
                throw lines.refused(
                        i,
                        "m=",
                        ice
                                ? "there is no a=fingerprint for this section"
                                : "there are no a=ice-ufrag and a=ice-pwd for this section");
            }
        }
    }

    private void checkRtp(int index) throws SdpException {
        final MediaDescription section = offer.media().get(index);
        if (!section.protocol().contains("SAVP")) {
            throw lines.refused(
                    index, "m=", "media must be encrypted: the protocol is UDP/TLS/RTP/SAVPF");
        }
        if (!section.rtcpMux()) {
            throw lines.refused(
                    index,
                    "m=",
                    "there is no a=rtcp-mux in this section, and RTP and RTCP must share a port");
        }
        for (RtpCodec codec : section.codecs()) {
            final RtpCodec earlier = codecs.putIfAbsent(codec.payloadType(), codec);
            if (earlier != null
                    && (!CodecMatch.same(earlier, codec)
                            || earlier.associatedPayloadType() != codec.associatedPayloadType())) {
                throw lines.refused(
                        index,
                        "a=rtpmap:" + codec.payloadType() + " ",
                        "payload type %d means %s in an earlier section of the bundle"
                                .formatted(
                                        codec.payloadType(),
                                        SdpException.shown(earlier.encodingName())));
            }
        }
        checkExtensions(index, section);
    }

    private void checkExtensions(int index, MediaDescription section) throws SdpException {
        extensions.clear();
        for (Extmap extension : section.extensions()) {
            final String prefix = "a=extmap:" + extension.id();
            final String earlier = extensions.putIfAbsent(extension.id(), extension.uri());
            if (earlier != null && !earlier.equals(extension.uri())) {
                throw lines.refused(
                        index,
                        prefix,
                        "header extension id %d has two meanings in this section"
                                .formatted(extension.id()));
            }
            if (extension.uri().equals(MID_URI)) {
                if (midExtension >= 0 && midExtension != extension.id()) {
                    throw lines.refused(
                            index,
                            prefix,
                            "the mid extension has id %d in an earlier section; packets could not be told apart"
                                    .formatted(midExtension));
                }
                midExtension = extension.id();
            }
        }
    }
}
