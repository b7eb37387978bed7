package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.Tile;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ModeratorAction.Part;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.Negotiation;
import io.plenum.signaling.negotiation.OfferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What participants send and receive: offers, mutes, and what is withheld or withdrawn. Guarded by
 * the room's lock.
 */
final class RoomMedia {
    private final RoomState room;

    RoomMedia(RoomState room) {
        this.room = room;
    }

    /** Serves an offer of somebody present. */
    Negotiated offer(Participant who, int offerId, String sdp, List<OfferedPublication> declared)
            throws OfferException, BadMessageException {
        if (offerId != who.lastOfferId + 1 && !(who.offersAnew && offerId == 1)) {
            throw new BadMessageException(
                    ErrorCode.BAD_OFFER_ID,
                    "offer: \"id\" is %d, but the offer that comes next is %d."
                            .formatted(offerId, who.lastOfferId + 1),
                    "offer");
        }
        boolean first = who.media == null;
        Negotiated negotiated =
                Negotiation.answer(
                        sdp,
                        declared,
                        new Negotiation.Session(
                                who.id(),
                                remote -> transport(who, remote),
                                offerId,
                                who.publications,
                                who.slotSsrcs,
                                who.slotRtxSsrcs,
                                room.identifiers,
                                room.random,
                                who.rights.publish()::contains));
        who.lastOfferId = offerId;
        who.offersAnew = false;
        who.media = negotiated.media();
        room.bridge.setRemote(who.id(), negotiated.remote());
        room.bridge.setMedia(who.id(), negotiated.media());
        replacePublications(who, withMutesOf(who, negotiated.publications()));
        if (first && room.settings.mutedOnEntry() && !who.isModerator()) {
            muteByOthers(who, Part.AUDIO, null);
        }
        who.negotiatedSlots = negotiated.slots();
        return negotiated;
    }

    /** What would be answered to an offer; only the slots' SSRCs are settled by it. */
    String describe(Participant who, String offer) throws OfferException {
        LocalTransport ours = Objects.requireNonNull(who.transport);
        return Negotiation.answer(
                        offer,
                        List.of(),
                        new Negotiation.Session(
                                who.id(),
                                remote -> ours,
                                who.lastOfferId + 1,
                                Map.of(),
                                who.slotSsrcs,
                                who.slotRtxSsrcs,
                                room.identifiers,
                                room.random,
                                source -> false))
                .answer();
    }

    /** Restarts ICE without an offer. */
    LocalTransport restartIce(Participant who, RemoteTransport remote) {
        LocalTransport ours = room.bridge.restartIce(who.id(), remote);
        who.transport = ours;
        who.remoteIce = remote.ice();
        return ours;
    }

    /** Our side of a participant's transport: another one if its offer restarts ICE. */
    private LocalTransport transport(Participant who, RemoteTransport remote) {
        IceParameters before = who.remoteIce;
        LocalTransport ours = Objects.requireNonNull(who.transport);
        if (before != null && !before.equals(remote.ice())) {
            ours = room.bridge.restartIce(who.id(), remote);
            who.transport = ours;
        }
        who.remoteIce = remote.ice();
        return ours;
    }

    /** An offer does not unmute what a moderator muted; only the message does. */
    private static Map<String, RoomPublication> withMutesOf(
            Participant who, Map<String, RoomPublication> offered) {
        Map<String, RoomPublication> now = new LinkedHashMap<>(offered);
        now.replaceAll(
                (mid, publication) ->
                        who.withheld.contains(publication.id())
                                ? publication.withMuted(true)
                                : publication);
        return now;
    }

    private void replacePublications(Participant who, Map<String, RoomPublication> now) {
        Map<String, RoomPublication> before = new LinkedHashMap<>(who.publications);
        who.publications.clear();
        who.publications.putAll(now);
        List<RoomPublication> removed = new ArrayList<>();
        for (RoomPublication old : before.values()) {
            RoomPublication kept = now.get(old.mid());
            if (kept == null || !kept.id().equals(old.id())) {
                removed.add(old);
                onEnded(who, old);
            }
        }
        List<RoomPublication> added = new ArrayList<>();
        for (RoomPublication publication : now.values()) {
            room.publications.put(publication);
            RoomPublication old = before.get(publication.mid());
            if (old == null || !old.id().equals(publication.id())) {
                added.add(publication);
                onStarted(who, publication);
            } else if (!old.equals(publication)) {
                tellChanged(who, publication);
            }
        }
        room.slots.onPublications(who, removed, added);
    }

    private void onStarted(Participant who, RoomPublication publication) {
        room.announcements.onChanged(
                who, new ServerMessage.PublicationAdded(who.id(), publication.view()));
        room.owner.onEvent(
                new RoomEvent.PublicationStarted(
                        room.name, room.timers.epochMillis(), who.view(), publication.view()));
    }

    private void onEnded(Participant who, RoomPublication publication) {
        who.withheld.remove(publication.id());
        room.publications.remove(publication);
        room.announcements.onChanged(
                who, new ServerMessage.PublicationRemoved(who.id(), publication.id()));
        room.owner.onEvent(
                new RoomEvent.PublicationEnded(
                        room.name, room.timers.epochMillis(), who.view(), publication.view()));
    }

    private void tellChanged(Participant who, RoomPublication publication) {
        room.announcements.onChanged(
                who, new ServerMessage.PublicationChanged(who.id(), publication.view()));
    }

    /** A participant muted or unmuted itself. */
    void mute(Participant who, String mid, boolean muted) throws BadMessageException {
        RoomPublication publication = who.publications.get(mid);
        if (publication == null) {
            throw new BadMessageException(
                    ErrorCode.UNKNOWN_MID, "mute: no section of this mid sends anything.", "mute");
        }
        if (!muted && who.withheld.remove(publication.id())) {
            room.bridge.setWithheld(who.id(), publication.id(), false);
        }
        setMuted(who, publication, muted);
    }

    private void setMuted(Participant who, RoomPublication publication, boolean muted) {
        if (publication.muted() != muted) {
            RoomPublication changed = publication.withMuted(muted);
            who.publications.put(changed.mid(), changed);
            room.publications.put(changed);
            tellChanged(who, changed);
        }
    }

    /**
     * Somebody else mutes a part of what a participant sends: nobody is sent it until the
     * participant unmutes it.
     *
     * @param by who does it, or null for the server
     */
    void muteByOthers(Participant who, Part part, @Nullable Participant by) {
        boolean any = false;
        for (RoomPublication publication : List.copyOf(who.publications.values())) {
            if (part.includes(publication.source())) {
                any = true;
                if (who.withheld.add(publication.id())) {
                    room.bridge.setWithheld(who.id(), publication.id(), true);
                }
                setMuted(who, publication, true);
            }
        }
        if (any) {
            String action =
                    switch (part) {
                        case AUDIO -> "mute";
                        case VIDEO -> "stopVideo";
                        case SCREEN -> "stopShare";
                    };
            who.connection()
                    .send(
                            new ServerMessage.Moderated(
                                    action, by == null ? null : by.id(), part.text()));
        }
    }

    /** Ends what a participant has no right to send any more. Its client is to offer anew. */
    void withdraw(Participant who, Predicate<Source> mayPublish) {
        MediaParameters media = who.media;
        Map<String, RoomPublication> kept = new LinkedHashMap<>(who.publications);
        kept.values().removeIf(each -> !mayPublish.test(each.source()));
        if (media == null || kept.size() == who.publications.size()) {
            return;
        }
        MediaParameters less =
                new MediaParameters(
                        media.publications().stream()
                                .filter(each -> kept.containsKey(each.mid()))
                                .toList(),
                        media.slots(),
                        media.cname());
        who.media = less;
        room.bridge.setMedia(who.id(), less);
        replacePublications(who, kept);
    }

    /** Everything that somebody who leaves has published ends. */
    void endAll(Participant who) {
        List<RoomPublication> ended = List.copyOf(who.publications.values());
        for (RoomPublication each : ended) {
            room.publications.remove(each);
            room.owner.onEvent(
                    new RoomEvent.PublicationEnded(
                            room.name, room.timers.epochMillis(), who.view(), each.view()));
        }
        who.publications.clear();
        room.slots.onPublications(who, ended, List.of());
    }

    /** Limits the layers that a slot is sent. */
    void setLayers(Participant who, String mid, LayerTarget target) throws BadMessageException {
        if (who.negotiatedSlots.get(mid) != MediaKind.VIDEO) {
            throw new BadMessageException(
                    ErrorCode.UNKNOWN_MID,
                    "layers: no video section of this mid receives anything.",
                    "layers");
        }
        room.bridge.setLayers(who.id(), mid, target);
    }

    /** Notes what a participant's page shows. */
    void setView(Participant who, List<Tile> tiles, boolean hidden) {
        room.bridge.setView(who.id(), tiles, hidden);
    }

    /** Other encodings of a publication than before are worth sending: tells its publisher. */
    void onEncodingsWanted(Participant publisher, String publicationId, List<Boolean> active) {
        for (RoomPublication each : publisher.publications.values()) {
            if (each.id().equals(publicationId)) {
                publisher.connection().send(new ServerMessage.EncodingsWanted(each.mid(), active));
            }
        }
    }
}
