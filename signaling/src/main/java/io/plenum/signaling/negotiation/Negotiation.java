package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.rooms.RoomPublication;
import io.plenum.signaling.sdp.AnswerBuilder;
import io.plenum.signaling.sdp.AnswerTransport;
import io.plenum.signaling.sdp.Candidate;
import io.plenum.signaling.sdp.Direction;
import io.plenum.signaling.sdp.Extmap;
import io.plenum.signaling.sdp.Fingerprint;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.Msid;
import io.plenum.signaling.sdp.Offer;
import io.plenum.signaling.sdp.Origin;
import io.plenum.signaling.sdp.RtpCodec;
import io.plenum.signaling.sdp.SdpException;
import io.plenum.signaling.sdp.SdpWriter;
import io.plenum.signaling.sdp.SectionDecision;
import io.plenum.signaling.sdp.SectionDecision.AcceptMedia;
import io.plenum.signaling.sdp.SectionDecision.Reject;
import io.plenum.signaling.sdp.SsrcDescription;
import io.plenum.signaling.sdp.SsrcGroup;
import io.plenum.signaling.sdp.TransportDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers offers: the one place where SDP and the bridge's parameters meet. A section in which the
 * client sends is a publication, one in which it receives is a slot; a section may be both.
 *
 * <p>Touches neither room nor bridge; an offer that is refused has changed nothing.
 */
public final class Negotiation {
    private final Offer offer;
    private final Session session;
    private final Map<String, OfferedPublication> declared = new LinkedHashMap<>();
    private final List<PublicationParameters> publicationParameters = new ArrayList<>();
    private final List<SlotParameters> slotParameters = new ArrayList<>();
    private final Map<String, RoomPublication> publications = new LinkedHashMap<>();
    private final Map<String, MediaKind> slots = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, Long> slotSsrcs = new HashMap<>();
    private final Map<String, Long> slotRtxSsrcs = new HashMap<>();
    private final Set<Long> usedSsrcs = new HashSet<>();

    /**
     * What stays the same over the offers of a session.
     *
     * @param participant identifier, also the RTCP canonical name
     * @param local tells our side of the transport when the offer is known to be served; it is
     *     another one if the offer restarts ICE
     * @param offerId number of this offer
     * @param publications by mid, as of the last offer
     * @param slotSsrcs SSRC of each slot by mid; an answer adds new slots and drops those whose
     *     section is no more
     * @param slotRtxSsrcs SSRC of each slot's retransmissions by mid, likewise
     * @param identifiers makes identifiers
     * @param random makes SSRCs
     * @param mayPublish what the participant has the right to send; the rest is answered as not
     *     received
     */
    public record Session(
            String participant,
            Function<RemoteTransport, LocalTransport> local,
            int offerId,
            Map<String, RoomPublication> publications,
            Map<String, Long> slotSsrcs,
            Map<String, Long> slotRtxSsrcs,
            Supplier<String> identifiers,
            RandomGenerator random,
            Predicate<Source> mayPublish) {}

    private Negotiation(Offer offer, Session session) {
        this.offer = offer;
        this.session = session;
        slotSsrcs.putAll(session.slotSsrcs());
        slotRtxSsrcs.putAll(session.slotRtxSsrcs());
    }

    /**
     * Answers an offer.
     *
     * @param declared what the client says its sending sections carry; the others are taken for
     *     camera and microphone
     * @throws OfferException if it cannot be parsed or served
     */
    public static Negotiated answer(String sdp, List<OfferedPublication> declared, Session session)
            throws OfferException {
        try {
            Negotiation negotiation = new Negotiation(Offer.parse(sdp), session);
            for (OfferedPublication each : declared) {
                negotiation.declared.put(each.mid(), each);
            }
            return negotiation.run();
        } catch (SdpException e) {
            throw new OfferException(e.getMessage());
        }
    }

    private Negotiated run() throws SdpException, OfferException {
        if (offer.media().stream().allMatch(section -> kind(section) == null)) {
            throw new SdpException(
                    0, "", "the offer has no audio or video section that this server can serve");
        }
        for (MediaDescription section : offer.media()) {
            section.ssrcs().forEach(source -> usedSsrcs.add(source.ssrc()));
        }
        List<SectionDecision> decisions = new ArrayList<>();
        for (int i = 0; i < offer.media().size(); i++) {
            MediaKind kind = kind(offer.media().get(i));
            decisions.add(kind == null ? new Reject() : accept(i, kind));
        }
        for (String mid : declared.keySet()) {
            if (!publications.containsKey(mid) && !refused.contains(mid)) {
                throw new OfferException(
                        "\"publications\" names a mid in whose section the offer sends nothing.");
            }
        }
        RemoteTransport remote = remote(offer.transport(decisions));
        AnswerTransport ours = transport(session.local().apply(remote));
        String answer =
                SdpWriter.write(AnswerBuilder.build(offer.session(), decisions, ours, origin()));
        keepSsrcs(session.slotSsrcs(), slotSsrcs);
        keepSsrcs(session.slotRtxSsrcs(), slotRtxSsrcs);
        return new Negotiated(
                answer,
                remote,
                new MediaParameters(publicationParameters, slotParameters, session.participant()),
                publications,
                slots,
                refused);
    }

    /** Audio or video over RTP that was not stopped; everything else is rejected. */
    private static @Nullable MediaKind kind(MediaDescription section) {
        if (section.isRejected() || !section.isRtp()) {
            return null;
        }
        return switch (section.kind()) {
            case AUDIO -> MediaKind.AUDIO;
            case VIDEO -> MediaKind.VIDEO;
            case APPLICATION, OTHER -> null;
        };
    }

    private AcceptMedia accept(int index, MediaKind kind) throws SdpException {
        MediaDescription section = offer.media().get(index);
        String mid = section.mid();
        if (mid == null) {
            throw offer.refused(index, "m=", "the section has no a=mid");
        }
        List<RtpCodec> codecs = CodecPolicy.choose(kind, section);
        if (codecs.isEmpty()) {
            throw offer.refused(
                    index,
                    "m=",
                    "the section offers no codec that this server forwards (for %s: %s)"
                            .formatted(section.media(), CodecPolicy.forwarded(kind)));
        }
        List<Extmap> extensions = CodecPolicy.extensions(kind, section);
        Direction theirs = section.direction();
        boolean published = theirs.sends() && session.mayPublish().test(source(mid, kind));
        if (published) {
            publish(section, mid, kind, codecs, extensions);
        } else if (theirs.sends()) {
            refused.add(mid);
        }
        List<Msid> msids = new ArrayList<>();
        List<SsrcDescription> ssrcs = new ArrayList<>();
        List<SsrcGroup> groups = new ArrayList<>();
        if (theirs.receives()) {
            SlotParameters slot = openSlot(mid, kind, codecs, extensions);
            msids.add(new Msid("slot-" + mid, "slot-" + mid));
            ssrcs.add(new SsrcDescription(slot.ssrc(), session.participant(), null));
            if (slot.rtxSsrc() >= 0) {
                ssrcs.add(new SsrcDescription(slot.rtxSsrc(), session.participant(), null));
                groups.add(new SsrcGroup("FID", List.of(slot.ssrc(), slot.rtxSsrc())));
            }
        }
        return new AcceptMedia(
                published ? theirs.reversed() : theirs.reversed().and(Direction.SENDONLY),
                codecs,
                extensions,
                msids,
                ssrcs,
                groups,
                published ? Encodings.rids(section) : List.of(),
                List.of());
    }

    /** What the client says it sends there, or what a section of the kind usually carries. */
    private Source source(String mid, MediaKind kind) {
        OfferedPublication told = declared.get(mid);
        if (told != null) {
            return told.source();
        }
        return kind == MediaKind.AUDIO ? Source.MICROPHONE : Source.CAMERA;
    }

    private void publish(
            MediaDescription section,
            String mid,
            MediaKind kind,
            List<RtpCodec> codecs,
            List<Extmap> extensions) {
        RoomPublication before = session.publications().get(mid);
        OfferedPublication told = declared.get(mid);
        Source source = source(mid, kind);
        String id =
                before != null && before.kind() == kind && before.source() == source
                        ? before.id()
                        : "t-" + session.identifiers().get();
        boolean muted = told != null && told.muted();
        publications.put(
                mid, new RoomPublication(id, session.participant(), mid, kind, source, muted));
        publicationParameters.add(
                new PublicationParameters(
                        id,
                        mid,
                        kind,
                        CodecPolicy.parameters(codecs),
                        CodecPolicy.identifiers(extensions),
                        Encodings.of(section),
                        source == Source.SCREEN));
    }

    private SlotParameters openSlot(
            String mid, MediaKind kind, List<RtpCodec> codecs, List<Extmap> extensions) {
        boolean hasRtx = CodecPolicy.hasRtx(codecs);
        SlotParameters slot =
                new SlotParameters(
                        mid,
                        kind,
                        ssrcOf(slotSsrcs, mid),
                        hasRtx ? ssrcOf(slotRtxSsrcs, mid) : -1,
                        CodecPolicy.parameters(codecs),
                        CodecPolicy.identifiers(extensions));
        slots.put(mid, kind);
        slotParameters.add(slot);
        return slot;
    }

    /** A section that only pauses keeps its SSRC; one whose mid is no longer offered does not. */
    private void keepSsrcs(Map<String, Long> kept, Map<String, Long> now) {
        kept.clear();
        for (MediaDescription section : offer.media()) {
            String mid = section.mid();
            Long ssrc = mid == null ? null : now.get(mid);
            if (mid != null && ssrc != null) {
                kept.put(mid, ssrc);
            }
        }
    }

    private long ssrcOf(Map<String, Long> known, String mid) {
        long ssrc = known.computeIfAbsent(mid, absent -> newSsrc());
        usedSsrcs.add(ssrc);
        return ssrc;
    }

    private long newSsrc() {
        while (true) {
            long ssrc = session.random().nextInt() & 0xFFFF_FFFFL;
            if (ssrc != 0
                    && !usedSsrcs.contains(ssrc)
                    && !slotSsrcs.containsValue(ssrc)
                    && !slotRtxSsrcs.containsValue(ssrc)) {
                return ssrc;
            }
        }
    }

    private static AnswerTransport transport(LocalTransport local) {
        return new AnswerTransport(
                local.ice().usernameFragment(),
                local.ice().password(),
                List.of(),
                new Fingerprint(local.fingerprint().algorithm(), local.fingerprint().value()),
                local.candidates().stream().map(Negotiation::candidate).toList());
    }

    private Origin origin() {
        return Origin.of(session.participant().hashCode() & 0x7FFF_FFFFL, session.offerId());
    }

    private static Candidate candidate(IceCandidate candidate) {
        return Candidate.host(
                candidate.foundation(),
                candidate.protocol(),
                candidate.priority(),
                candidate.address(),
                candidate.port(),
                candidate.protocol().equals("tcp") ? "passive" : null);
    }

    private static RemoteTransport remote(TransportDescription transport) throws SdpException {
        String fragment = transport.usernameFragment();
        String password = transport.password();
        if (fragment == null || password == null) {
            throw new SdpException(0, "", "the offer holds no ICE credentials");
        }
        return new RemoteTransport(
                new IceParameters(fragment, password),
                transport.fingerprints().stream()
                        .filter(Fingerprint::isUsable)
                        .map(each -> new DtlsFingerprint(each.algorithm(), each.value()))
                        .toList());
    }
}
