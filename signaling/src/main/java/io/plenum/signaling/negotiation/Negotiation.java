package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
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
import io.plenum.signaling.sdp.AnswerTransport;
import io.plenum.signaling.sdp.AnswerWriter;
import io.plenum.signaling.sdp.AnsweredSection;
import io.plenum.signaling.sdp.AnsweredSection.Accepted;
import io.plenum.signaling.sdp.AnsweredSection.Sending;
import io.plenum.signaling.sdp.Direction;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.SdpCodec;
import io.plenum.signaling.sdp.SdpException;
import io.plenum.signaling.sdp.SdpExtension;
import io.plenum.signaling.sdp.SdpFingerprint;
import io.plenum.signaling.sdp.SdpParser;
import io.plenum.signaling.sdp.SdpTransport;
import io.plenum.signaling.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final SessionDescription offer;
    private final Session session;
    private final Map<String, OfferedPublication> declared = new LinkedHashMap<>();
    private final List<PublicationParameters> publicationParameters = new ArrayList<>();
    private final List<SlotParameters> slotParameters = new ArrayList<>();
    private final Map<String, RoomPublication> publications = new LinkedHashMap<>();
    private final Map<String, MediaKind> slots = new LinkedHashMap<>();
    private final Set<Long> usedSsrcs = new HashSet<>();

    /**
     * What stays the same over the offers of a session.
     *
     * @param participant identifier, also the RTCP canonical name
     * @param local our side of the transport
     * @param offerId number of this offer
     * @param publications by mid, as of the last offer
     * @param slotSsrcs SSRC of each slot by mid; new slots are added
     * @param identifiers makes identifiers
     * @param random makes SSRCs
     */
    public record Session(
            String participant,
            LocalTransport local,
            int offerId,
            Map<String, RoomPublication> publications,
            Map<String, Long> slotSsrcs,
            Supplier<String> identifiers,
            RandomGenerator random) {}

    private Negotiation(SessionDescription offer, Session session) {
        this.offer = offer;
        this.session = session;
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
            Negotiation negotiation = new Negotiation(SdpParser.parse(sdp), session);
            for (OfferedPublication each : declared) {
                negotiation.declared.put(each.mid(), each);
            }
            return negotiation.run();
        } catch (SdpException e) {
            throw new OfferException(e.text());
        }
    }

    private Negotiated run() throws SdpException, OfferException {
        List<MediaDescription> wanted =
                offer.media().stream().filter(each -> kind(each) != null).toList();
        if (wanted.isEmpty()) {
            throw new SdpException(
                    0, "", "holds no audio or video section that this server can serve");
        }
        OfferChecks.check(offer, wanted);
        for (MediaDescription section : wanted) {
            usedSsrcs.addAll(section.ssrcs());
        }
        List<AnsweredSection> answered = new ArrayList<>();
        for (MediaDescription section : offer.media()) {
            MediaKind kind = kind(section);
            answered.add(new AnsweredSection(section, kind == null ? null : accept(section, kind)));
        }
        for (String mid : declared.keySet()) {
            if (!publications.containsKey(mid)) {
                throw new OfferException(
                        "\"publications\" names a mid in whose section the offer sends nothing.");
            }
        }
        String answer = AnswerWriter.write(offer, transport(), answered);
        return new Negotiated(
                answer,
                remote(wanted.getFirst().transport()),
                new MediaParameters(publicationParameters, slotParameters, session.participant()),
                publications,
                slots);
    }

    /** Audio or video over secure RTP that was not stopped; everything else is rejected. */
    private static @Nullable MediaKind kind(MediaDescription section) {
        if (section.stopped() || !section.protocol().endsWith("RTP/SAVPF")) {
            return null;
        }
        return switch (section.kind()) {
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> null;
        };
    }

    private Accepted accept(MediaDescription section, MediaKind kind) throws SdpException {
        String mid = section.mid();
        if (mid == null) {
            throw OfferChecks.refuse(section, "begins a section without a=mid");
        }
        List<SdpCodec> codecs = CodecPolicy.choose(kind, section.codecs());
        if (codecs.isEmpty()) {
            throw OfferChecks.refuse(
                    section,
                    "offers no codec that this server forwards (for %s: %s)"
                            .formatted(section.kind(), CodecPolicy.forwarded(kind)));
        }
        List<SdpExtension> extensions = CodecPolicy.extensions(kind, section.extensions());
        Direction theirs = section.direction();
        Sending sending = null;
        if (theirs.sends()) {
            publish(section, mid, kind, codecs, extensions);
        }
        if (theirs.receives()) {
            sending = openSlot(mid, kind, codecs, extensions);
        }
        return new Accepted(
                mid, theirs.reversed(), codecs, extensions, sending);
    }

    private void publish(
            MediaDescription section,
            String mid,
            MediaKind kind,
            List<SdpCodec> codecs,
            List<SdpExtension> extensions) {
        RoomPublication before = session.publications().get(mid);
        OfferedPublication told = declared.get(mid);
        Source source =
                told != null
                        ? told.source()
                        : kind == MediaKind.AUDIO ? Source.MICROPHONE : Source.CAMERA;
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
                        identifiers(extensions),
                        List.of(
                                new EncodingParameters(
                                        null,
                                        section.ssrcs().isEmpty() ? -1 : section.ssrcs().getFirst(),
                                        -1))));
    }

    private Sending openSlot(
            String mid, MediaKind kind, List<SdpCodec> codecs, List<SdpExtension> extensions) {
        Long known = session.slotSsrcs().get(mid);
        long ssrc = known == null ? newSsrc() : known;
        session.slotSsrcs().put(mid, ssrc);
        usedSsrcs.add(ssrc);
        slots.put(mid, kind);
        slotParameters.add(
                new SlotParameters(
                        mid,
                        kind,
                        ssrc,
                        -1,
                        CodecPolicy.parameters(codecs),
                        identifiers(extensions)));
        return new Sending(ssrc, session.participant(), "slot-" + mid);
    }

    private long newSsrc() {
        while (true) {
            long ssrc = session.random().nextInt() & 0xFFFF_FFFFL;
            if (ssrc != 0
                    && !usedSsrcs.contains(ssrc)
                    && !session.slotSsrcs().containsValue(ssrc)) {
                return ssrc;
            }
        }
    }

    private static Map<HeaderExtension, Integer> identifiers(List<SdpExtension> extensions) {
        Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
        for (SdpExtension extension : extensions) {
            HeaderExtension known = HeaderExtension.ofUri(extension.uri());
            if (known != null) {
                ids.put(known, extension.id());
            }
        }
        return ids;
    }

    private AnswerTransport transport() {
        LocalTransport local = session.local();
        return new AnswerTransport(
                session.participant().hashCode() & 0x7FFF_FFFFL,
                session.offerId(),
                local.ice().usernameFragment(),
                local.ice().password(),
                new SdpFingerprint(local.fingerprint().algorithm(), local.fingerprint().value()),
                local.candidates().stream().map(Negotiation::candidate).toList());
    }

    private static String candidate(IceCandidate candidate) {
        return "%s 1 %s %d %s %d typ host"
                .formatted(
                        candidate.foundation(),
                        candidate.protocol(),
                        candidate.priority(),
                        candidate.address(),
                        candidate.port());
    }

    private static RemoteTransport remote(SdpTransport transport) throws SdpException {
        String fragment = transport.usernameFragment();
        String password = transport.password();
        if (fragment == null || password == null) {
            throw new SdpException(0, "", "holds no ICE credentials");
        }
        return new RemoteTransport(
                new IceParameters(fragment, password),
                transport.fingerprints().stream()
                        .map(each -> new DtlsFingerprint(each.algorithm(), each.value()))
                        .toList());
    }
}
