package io.plenum.signaling.rooms;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.SlotCounts;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.Negotiation;
import io.plenum.signaling.negotiation.OfferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One room: its participants, what they publish, and which slot shows what. Everything happens
 * under the room's lock, so that all participants see the same order of events; nothing under it
 * waits.
 */
public final class Room {
    private final String name;
    private final Bridge bridge;
    private final Supplier<String> identifiers;
    private final RandomGenerator random;
    private final Consumer<Participant> onLeft;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Participant> participants = new LinkedHashMap<>();
    private boolean closed;

    Room(
            String name,
            Bridge bridge,
            Supplier<String> identifiers,
            RandomGenerator random,
            Consumer<Participant> onLeft) {
        this.name = name;
        this.bridge = bridge;
        this.identifiers = identifiers;
        this.random = random;
        this.onLeft = onLeft;
    }

    /** Chosen by whoever came first. */
    public String name() {
        return name;
    }

    /**
     * Adds a participant, or returns null if the room ended meanwhile and the caller must take a
     * new one.
     */
    @Nullable Participant join(
            String personName, ParticipantConnection connection, Visibility visibility) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            String id = "p-" + identifiers.get();
            LocalTransport transport = bridge.addPeer(name, id);
            Participant joined =
                    new Participant(id, personName, this, connection, transport, visibility);
            List<ParticipantView> others = viewsFor(joined);
            participants.put(id, joined);
            joined.slotsAskedAudio = slotsFor(joined, MediaKind.AUDIO);
            joined.slotsAskedVideo = slotsFor(joined, MediaKind.VIDEO);
            connection.send(
                    new ServerMessage.Joined(
                            1,
                            name,
                            joined.view(),
                            others,
                            new SlotCounts(joined.slotsAskedAudio, joined.slotsAskedVideo),
                            List.of(),
                            20_000));
            if (!visibility.hidden()) {
                tellOthers(joined, new ServerMessage.ParticipantJoined(joined.view()));
            }
            return joined;
        } finally {
            lock.unlock();
        }
    }

    private List<ParticipantView> viewsFor(Participant viewer) {
        List<ParticipantView> views = new ArrayList<>();
        for (Participant other : participants.values()) {
            if (!other.visibility().hidden() && viewer.visibility().sees(other.id())) {
                views.add(other.view());
            }
        }
        return views;
    }

    /** The participant of this identifier, or of this name if only one has it; null otherwise. */
    public @Nullable Participant find(String idOrName) {
        lock.lock();
        try {
            Participant byId = participants.get(idOrName);
            if (byId != null && !byId.visibility().hidden()) {
                return byId;
            }
            List<Participant> named =
                    participants.values().stream()
                            .filter(p -> !p.visibility().hidden() && p.name().equals(idOrName))
                            .toList();
            return named.size() == 1 ? named.getFirst() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Serves an offer.
     *
     * @param offerId one more than the participant's last
     * @return the answer, which the participant has not been sent yet
     * @throws OfferException if the offer cannot be served; the session stays as it was
     * @throws BadMessageException if the identifier is out of order or the participant has left
     */
    public Negotiated offer(
            Participant who, int offerId, String sdp, List<OfferedPublication> declared)
            throws OfferException, BadMessageException {
        lock.lock();
        try {
            requirePresent(who, "offer");
            if (offerId != who.lastOfferId + 1) {
                throw new BadMessageException(
                        ErrorCode.BAD_OFFER_ID,
                        "offer: \"id\" is %d, but the offer that comes next is %d."
                                .formatted(offerId, who.lastOfferId + 1),
                        "offer");
            }
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
                                    identifiers,
                                    random));
            who.lastOfferId = offerId;
            bridge.setRemote(who.id(), negotiated.remote());
            bridge.setMedia(who.id(), negotiated.media());
            replacePublications(who, negotiated.publications());
            who.slots.clear();
            who.slots.putAll(negotiated.slots());
            return negotiated;
        } finally {
            lock.unlock();
        }
    }

    /** Our side of a participant's transport: another one if its offer restarts ICE. */
    private LocalTransport transport(Participant who, RemoteTransport remote) {
        IceParameters before = who.remoteIce;
        if (before != null && !before.equals(remote.ice())) {
            who.transport = bridge.restartIce(who.id(), remote);
        }
        who.remoteIce = remote.ice();
        return who.transport;
    }

    /**
     * Limits the layers that a slot is sent.
     *
     * @throws BadMessageException if there is no such video slot
     */
    public void setLayers(Participant who, String mid, LayerTarget target)
            throws BadMessageException {
        lock.lock();
        try {
            requirePresent(who, "layers");
            if (who.slots.get(mid) != MediaKind.VIDEO) {
                throw new BadMessageException(
                        ErrorCode.UNKNOWN_MID,
                        "layers: no video section of this mid receives anything.",
                        "layers");
            }
            bridge.setLayers(who.id(), mid, target);
        } finally {
            lock.unlock();
        }
    }

    /** Fills the slots after an answer has been sent, so that the map never overtakes it. */
    public void assignAfterAnswer(Participant who) {
        lock.lock();
        try {
            if (!who.gone) {
                assign(who, true);
            }
        } finally {
            lock.unlock();
        }
    }

    private void replacePublications(Participant who, Map<String, RoomPublication> now) {
        Map<String, RoomPublication> before = new LinkedHashMap<>(who.publications);
        who.publications.clear();
        who.publications.putAll(now);
        for (RoomPublication old : before.values()) {
            RoomPublication kept = now.get(old.mid());
            if (kept == null || !kept.id().equals(old.id())) {
                tellOthers(who, new ServerMessage.PublicationRemoved(who.id(), old.id()));
            }
        }
        for (RoomPublication publication : now.values()) {
            RoomPublication old = before.get(publication.mid());
            if (old == null || !old.id().equals(publication.id())) {
                tellOthers(who, new ServerMessage.PublicationAdded(who.id(), publication.view()));
            } else if (!old.equals(publication)) {
                tellOthers(who, new ServerMessage.PublicationChanged(who.id(), publication.view()));
            }
        }
        assignOthers(who);
    }

    /**
     * Notes that a participant muted or unmuted itself and tells the others.
     *
     * @throws BadMessageException if it sends nothing in that section
     */
    public void mute(Participant who, String mid, boolean muted) throws BadMessageException {
        lock.lock();
        try {
            requirePresent(who, "mute");
            RoomPublication publication = who.publications.get(mid);
            if (publication == null) {
                throw new BadMessageException(
                        ErrorCode.UNKNOWN_MID,
                        "mute: no section of this mid sends anything.",
                        "mute");
            }
            if (publication.muted() != muted) {
                RoomPublication changed = publication.withMuted(muted);
                who.publications.put(mid, changed);
                tellOthers(who, new ServerMessage.PublicationChanged(who.id(), changed.view()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a participant's stay. Idempotent. */
    public void leave(Participant who, ByeReason reason, String message) {
        lock.lock();
        try {
            if (who.gone) {
                return;
            }
            who.gone = true;
            participants.remove(who.id());
            onLeft.accept(who);
            bridge.removePeer(who.id(), toCloseReason(reason));
            who.connection().close(reason, message);
            if (!who.visibility().hidden()) {
                tellOthers(who, new ServerMessage.ParticipantLeft(who.id(), reason.text()));
            }
            assignOthers(who);
            closeViewersOf(who);
        } finally {
            lock.unlock();
        }
    }

    private void closeViewersOf(Participant who) {
        for (Participant viewer : List.copyOf(participants.values())) {
            if (who.id().equals(viewer.visibility().only())) {
                leave(viewer, ByeReason.LEFT, "The participant you watched has left.");
            }
        }
    }

    private static CloseReason toCloseReason(ByeReason reason) {
        return switch (reason) {
            case REMOVED -> CloseReason.REMOVED;
            case SERVER_SHUTDOWN -> CloseReason.SERVER_SHUTDOWN;
            case LEFT, MEDIA_FAILED, CONNECTION_LOST, TIMEOUT, PROTOCOL_ERROR -> CloseReason.LEFT;
        };
    }

    /** The bridge reports that media can flow. */
    void onPeerConnected(Participant who) {
        lock.lock();
        try {
            if (!who.gone && !who.connected) {
                who.connected = true;
                who.connection().send(new ServerMessage.Connection("connected"));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the room if nobody is in it; afterwards it takes nobody. */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            if (participants.isEmpty()) {
                closed = true;
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void requirePresent(Participant who, String type) throws BadMessageException {
        if (who.gone) {
            throw new BadMessageException(
                    ErrorCode.NOT_JOINED, type + ": the participant has left the room.", type);
        }
    }

    private void tellOthers(Participant who, ServerMessage message) {
        for (Participant other : List.copyOf(participants.values())) {
            if (other != who && other.visibility().sees(who.id())) {
                other.connection().send(message);
            }
        }
    }

    private void assignOthers(Participant who) {
        for (Participant other : List.copyOf(participants.values())) {
            if (other != who) {
                assign(other, false);
            }
        }
    }

    private void assign(Participant viewer, boolean always) {
        List<RoomPublication> available = available(viewer);
        boolean wasFollowing = viewer.followsLoudest;
        viewer.followsLoudest = mustFollowLoudest(viewer, available);
        Map<String, @Nullable RoomPublication> next =
                SlotAssignment.next(viewer.slots, viewer.shown, available);
        boolean changed = always;
        for (Map.Entry<String, @Nullable RoomPublication> slot : next.entrySet()) {
            RoomPublication now = slot.getValue();
            RoomPublication before = viewer.shown.get(slot.getKey());
            String nowId = now == null ? null : now.id();
            boolean other = !Objects.equals(nowId, before == null ? null : before.id());
            boolean isAudio = viewer.slots.get(slot.getKey()) == MediaKind.AUDIO;
            if (isAudio && viewer.followsLoudest) {
                bridge.followLoudest(viewer.id(), slot.getKey());
            } else if (other || (isAudio && wasFollowing)) {
                bridge.assign(viewer.id(), slot.getKey(), nowId);
            }
            changed |= other;
        }
        viewer.shown = next;
        if (changed && viewer.lastOfferId > 0) {
            viewer.connection().send(slotMap(viewer));
        }
        askForSlots(viewer);
    }

    /**
     * Whether there are more voices than the viewer has slots for, so that the bridge must choose
     * the loudest. Not for somebody who may hear one participant only.
     */
    private static boolean mustFollowLoudest(Participant viewer, List<RoomPublication> available) {
        long slots = viewer.slots.values().stream().filter(kind -> kind == MediaKind.AUDIO).count();
        long voices = available.stream().filter(each -> each.kind() == MediaKind.AUDIO).count();
        return voices > slots && slots > 0 && viewer.visibility().only() == null;
    }

    /** The bridge reports who is the dominant speaker now. */
    void onSpeaker(Participant who) {
        lock.lock();
        try {
            if (!who.gone && !who.visibility().hidden()) {
                for (Participant other : List.copyOf(participants.values())) {
                    if (other == who || other.visibility().sees(who.id())) {
                        other.connection().send(new ServerMessage.Speaker(who.id()));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bridge reports what a slot of the loudest shows now. */
    void onSlotStarted(Participant viewer, String mid, String publicationId) {
        lock.lock();
        try {
            RoomPublication before = viewer.shown.get(mid);
            boolean chosenByBridge =
                    viewer.followsLoudest && viewer.slots.get(mid) == MediaKind.AUDIO;
            if (viewer.gone
                    || !chosenByBridge
                    || (before != null && before.id().equals(publicationId))) {
                return;
            }
            for (RoomPublication each : available(viewer)) {
                if (each.id().equals(publicationId)) {
                    viewer.shown.values().removeIf(shown -> each.equals(shown));
                    viewer.shown.put(mid, each);
                    viewer.connection().send(slotMap(viewer));
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<RoomPublication> available(Participant viewer) {
        List<RoomPublication> available = new ArrayList<>();
        for (Participant other : participants.values()) {
            if (other != viewer && viewer.visibility().sees(other.id())) {
                available.addAll(other.publications.values());
            }
        }
        return available;
    }

    private static ServerMessage slotMap(Participant viewer) {
        List<SlotView> views = new ArrayList<>();
        viewer.slots.forEach(
                (mid, kind) -> {
                    RoomPublication shown = viewer.shown.get(mid);
                    views.add(
                            new SlotView(
                                    mid,
                                    ServerMessage.kind(kind),
                                    shown == null ? null : shown.participant(),
                                    shown == null ? null : shown.id()));
                });
        return new ServerMessage.SlotMap(views);
    }

    private void askForSlots(Participant viewer) {
        int audio = Math.max(viewer.slotsAskedAudio, slotsFor(viewer, MediaKind.AUDIO));
        int video = Math.max(viewer.slotsAskedVideo, slotsFor(viewer, MediaKind.VIDEO));
        if (audio > viewer.slotsAskedAudio || video > viewer.slotsAskedVideo) {
            viewer.slotsAskedAudio = audio;
            viewer.slotsAskedVideo = video;
            viewer.connection().send(new ServerMessage.SlotsWanted(audio, video));
        }
    }

    private int slotsFor(Participant viewer, MediaKind kind) {
        int publications = 0;
        for (RoomPublication publication : available(viewer)) {
            if (publication.kind() == kind) {
                publications++;
            }
        }
        return SlotDemand.slots(
                publications,
                kind == MediaKind.AUDIO ? SlotDemand.MAX_AUDIO : SlotDemand.MAX_VIDEO);
    }
}
