package io.plenum.signaling.negotiation;

import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.SdpCodec;
import io.plenum.signaling.sdp.SdpException;
import io.plenum.signaling.sdp.SdpTransport;
import io.plenum.signaling.sdp.SessionDescription;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a bridge needs of an offer. Each refusal names the line and the reason. */
final class OfferChecks {
    private OfferChecks() {}

    /**
     * Checks the sections that are to be accepted, one or more.
     *
     * @throws SdpException if one of them cannot be served
     */
    static void check(SessionDescription offer, List<MediaDescription> sections)
            throws SdpException {
        Set<String> mids = new HashSet<>();
        Map<Integer, SdpCodec> payloadTypes = new HashMap<>();
        for (MediaDescription section : sections) {
            String mid = section.mid();
            if (mid == null) {
                throw refuse(section, "begins a section without a=mid");
            }
            if (!mids.add(mid)) {
                throw refuse(section, "begins a second section with the same a=mid");
            }
            if (!offer.bundle().contains(mid)) {
                throw refuse(
                        section,
                        "begins a section outside a=group:BUNDLE; this server uses one transport"
                                + " for everything (bundlePolicy \"max-bundle\")");
            }
            if (!section.rtcpMux()) {
                throw refuse(
                        section,
                        "begins a section without a=rtcp-mux; this server has one port for RTP and"
                                + " RTCP");
            }
            checkPayloadTypes(section, payloadTypes);
        }
        checkTransport(sections.getFirst());
    }

    /** In a bundle one payload type has one meaning (RFC 8843 section 9.1). */
    private static void checkPayloadTypes(
            MediaDescription section, Map<Integer, SdpCodec> payloadTypes) throws SdpException {
        for (SdpCodec codec : section.codecs()) {
            SdpCodec before = payloadTypes.putIfAbsent(codec.payloadType(), codec);
            if (before != null
                    && !(before.name().equals(codec.name())
                            && before.clockRateHz() == codec.clockRateHz())) {
                throw refuse(
                        section,
                        "begins a section in which payload type %d means something else than in an earlier one"
                                .formatted(codec.payloadType()));
            }
        }
    }

    private static void checkTransport(MediaDescription section) throws SdpException {
        SdpTransport transport = section.transport();
        if (transport.usernameFragment() == null || transport.password() == null) {
            throw refuse(section, "begins a section without a=ice-ufrag and a=ice-pwd");
        }
        if (transport.fingerprints().isEmpty()) {
            throw refuse(
                    section,
                    "begins a section without a=fingerprint of sha-256, sha-384 or sha-512");
        }
        String setup = transport.setup();
        if (setup == null || !(setup.equals("actpass") || setup.equals("active"))) {
            throw refuse(
                    section,
                    "begins a section without a=setup:actpass or active; this server waits for the"
                            + " DTLS handshake");
        }
    }

    static SdpException refuse(MediaDescription section, String why) {
        return new SdpException(section.line(), section.text(), why);
    }
}
