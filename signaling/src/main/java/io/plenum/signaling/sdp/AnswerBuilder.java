package io.plenum.signaling.sdp;

import io.plenum.signaling.sdp.SectionDecision.AcceptData;
import io.plenum.signaling.sdp.SectionDecision.AcceptMedia;
import io.plenum.signaling.sdp.SectionDecision.Reject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts an answer together (RFC 8829 section 5.3): sections in the offer's order, payload types and
 * extension identifiers of the offer, one bundle of what is accepted. Credentials and fingerprint
 * stand in every accepted section, since not every stack looks for them in the bundle's first one;
 * candidates stand in that first one alone.
 */
public final class AnswerBuilder {
    private static final int DISCARD_PORT = 9;

    private final SessionDescription offer;
    private final AnswerTransport transport;
    private final int tagged;

    private AnswerBuilder(
            SessionDescription offer, List<SectionDecision> decisions, AnswerTransport transport) {
        this.offer = offer;
        this.transport = transport;
        tagged = Offer.taggedSection(offer, decisions);
    }

    /**
     * The answer.
     *
     * @param decisions one for each section of the offer, in its order
     * @param origin keeps its session id and raises its version with every answer of a session
     * @throws IllegalArgumentException if a decision does not fit its section: a mistake of the
     *     caller, since an offer that passed the checks can always be answered
     */
    public static SessionDescription build(
            SessionDescription offer,
            List<SectionDecision> decisions,
            AnswerTransport transport,
            Origin origin) {
        require(
                decisions.size() == offer.media().size(),
                "%d decisions for %d sections".formatted(decisions.size(), offer.media().size()));
        return new AnswerBuilder(offer, decisions, transport).build(decisions, origin);
    }

    private SessionDescription build(List<SectionDecision> decisions, Origin origin) {
        final List<MediaDescription> media = new ArrayList<>();
        final Set<String> accepted = new LinkedHashSet<>();
        for (int i = 0; i < decisions.size(); i++) {
            final MediaDescription offered = offer.media().get(i);
            media.add(
                    switch (decisions.get(i)) {
                        case Reject() -> rejected(offered);
                        case AcceptMedia decision -> media(offered, decision, i == tagged);
                        case AcceptData decision -> data(offered, decision, i == tagged);
                    });
            final String mid = offered.mid();
            if (!(decisions.get(i) instanceof Reject) && mid != null) {
                accepted.add(mid);
            }
        }
        return new SessionDescription(
                origin,
                "-",
                bundle(accepted),
                offer.msidSemantic() == null ? null : "WMS *",
                true,
                offer.extmapAllowMixed(),
                TransportDescription.NONE,
                media);
    }

    /**
     * The first group that holds an accepted section, without what is rejected, in the offer's
     * order.
     */
    private List<List<String>> bundle(Set<String> accepted) {
        for (List<String> group : offer.bundleGroups()) {
            final List<String> mids = group.stream().filter(accepted::contains).toList();
            if (!mids.isEmpty()) {
                return List.of(mids);
            }
        }
        return List.of();
    }

    private MediaDescription rejected(MediaDescription offered) {
        return MediaDescription.builder(offered.media(), offered.protocol(), offered.formats())
                .port(0)
                .mid(offered.mid())
                .extmapAllowMixed(offer.extmapAllowMixed())
                .direction(Direction.INACTIVE)
                .build();
    }

    private MediaDescription media(MediaDescription offered, AcceptMedia decision, boolean first) {
        require(offered.isRtp(), "the section of mid " + offered.mid() + " is not RTP");
        require(!decision.codecs().isEmpty(), "no codec for mid " + offered.mid());
        final Direction allowed = offered.direction().reversed();
        require(
                decision.direction().and(allowed) == decision.direction(),
                "mid %s offers %s, which cannot be answered with %s"
                        .formatted(
                                offered.mid(),
                                offered.direction().token(),
                                decision.direction().token()));
        final List<String> formats =
                decision.codecs().stream().map(c -> Integer.toString(c.payloadType())).toList();
        final MediaBuilder section = accepted(offered, formats, first);
        section.direction(decision.direction());
        section.rtcpMux(true); // and never rtcp-mux-only: RFC 8858 section 4 keeps it to offers
        section.rtcpReducedSize(offered.rtcpReducedSize());
        section.extmapAllowMixed(offered.extmapAllowMixed());
        decision.bandwidths().forEach(section::bandwidth);
        for (RtpCodec codec : decision.codecs()) {
            final RtpCodec original = offered.codec(codec.payloadType());
            require(
                    original != null && original.is(codec.encodingName()),
                    "payload type %d of mid %s is not offered as %s"
                            .formatted(codec.payloadType(), offered.mid(), codec.encodingName()));
            section.codec(codec);
        }
        for (Extmap extension : decision.extensions()) {
            require(
                    offered.extensions().stream()
                            .anyMatch(
                                    e ->
                                            e.id() == extension.id()
                                                    && e.uri().equals(extension.uri())),
                    "extension %d of mid %s is not offered"
                            .formatted(extension.id(), offered.mid()));
            section.extension(extension);
        }
        if (decision.direction().sends()) {
            decision.msids().forEach(section::msid);
            decision.ssrcs().forEach(section::ssrc);
            decision.ssrcGroups().forEach(section::ssrcGroup);
        }
        if (decision.direction().receives() && !decision.receiveRids().isEmpty()) {
            require(
                    offered.sentRids().containsAll(decision.receiveRids()),
                    "a rid of mid %s is not offered".formatted(offered.mid()));
            for (String rid : decision.receiveRids()) {
                section.rid(new Rid(rid, false, List.of(), FormatParameters.NONE));
            }
            section.simulcast(Simulcast.receiving(decision.receiveRids()));
        }
        return section.build();
    }

    private MediaDescription data(MediaDescription offered, AcceptData decision, boolean first) {
        require(
                offered.kind() == SectionKind.APPLICATION,
                "the section of mid " + offered.mid() + " is not for data channels");
        return accepted(offered, offered.formats(), first)
                .extmapAllowMixed(offer.extmapAllowMixed())
                .sctpPort(decision.sctpPort())
                .maxMessageSizeBytes(decision.maxMessageSizeBytes())
                .build();
    }

    private MediaBuilder accepted(MediaDescription offered, List<String> formats, boolean first) {
        require(
                OfferChecks.isServed(offered),
                "the section of mid " + offered.mid() + " can only be rejected");
        final MediaBuilder section =
                MediaDescription.builder(offered.media(), offered.protocol(), formats)
                        .port(DISCARD_PORT)
                        .mid(offered.mid())
                        .transport(transport.description());
        if (!transport.candidates().isEmpty()) {
            final Candidate destination = transport.candidates().getFirst();
            final String family = destination.address().indexOf(':') >= 0 ? "IP6 " : "IP4 ";
            section.port(destination.port()).connection("IN " + family + destination.address());
        }
        if (first) {
            transport.candidates().forEach(section::candidate);
            section.endOfCandidates(true);
        }
        return section;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
