package io.plenum.bridge.room;

import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.peer.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A room on one loop: who is in it and what they publish. Closing goes one way: a peer closes its
 * slots, then its publications, whose viewers then show nothing; the room ends with its last peer.
 *
 * <p>A room of many has parts on several loops. Each part knows the others, mirrors its own
 * publications there, and shows theirs like its own.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Room {
    /** Told what happens in a room. */
    @FunctionalInterface
    public interface Listener {
        /** Another peer is the dominant speaker now; at most once a second. */
        void onSpeaker(Room room, String peer);
    }

    private final String id;
    private final Listener listener;
    private final RoomAudio audio = new RoomAudio(this::onSpeaker);
    private final Map<String, Peer> peers = new LinkedHashMap<>();

    /** What slots can show, by identifier. */
    private final Map<String, Publication> publications = new HashMap<>();

    /** Everything that is published here or mirrored from elsewhere, by whom. */
    private final Map<Publication, Source> sources = new LinkedHashMap<>();

    private final List<RoomPart> otherParts = new ArrayList<>();

    private final SlotWishes wishes = new SlotWishes();
    private boolean reportsSpeaker = true;

    /** The dominant speaker, or null before anyone has spoken. */
    private @Nullable String speaker;

    /** Who publishes something, and whether it comes from another part of the room. */
    private record Source(String peer, boolean mirrored) {}

    /** Notes what a peer begins and ends to publish. */
    private final class Change implements Peer.PublicationChange {
        final List<String> identifiers = new ArrayList<>();
        private final Peer peer;

        Change(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void onAdded(Publication publication) {
            identifiers.add(publication.id());
            add(publication, new Source(peer.id(), false));
            for (RoomPart part : otherParts) {
                part.mirror(peer.id(), publication);
            }
        }

        @Override
        public void onRemoved(Publication publication) {
            identifiers.add(publication.id());
            forget(publication);
        }
    }

    /**
     * @param id the embedding program's name for it
     * @param listener told what happens
     */
    public Room(String id, Listener listener) {
        this.id = id;
        this.listener = listener;
    }

    private void onSpeaker(Publication voice) {
        Source source = sources.get(voice);
        if (source == null) {
            return;
        }
        speaker = source.peer;
        for (Map.Entry<Publication, Source> each : sources.entrySet()) {
            each.getKey().setSpeaking(each.getValue().peer.equals(speaker));
        }
        if (reportsSpeaker) {
            listener.onSpeaker(this, source.peer);
        }
    }

    private void add(Publication publication, Source source) {
        sources.put(publication, source);
        publication.setSpeaking(source.peer.equals(speaker));
        if (!source.mirrored || isMirrored(publications.get(publication.id()))) {
            publications.put(publication.id(), publication);
        }
        audio.onAdded(publication);
    }

    /**
     * Whether a publication may give way to another of its name. One of this part is certainly
     * there; a mirror may be about to end, its publisher having come back on another loop.
     */
    private boolean isMirrored(@Nullable Publication known) {
        Source source = known == null ? null : sources.get(known);
        return source == null || source.mirrored;
    }

    private void forget(Publication publication) {
        sources.remove(publication);
        audio.onRemoved(publication);
        if (!publications.remove(publication.id(), publication)) {
            return;
        }
        for (Publication other : sources.keySet()) {
            if (other.id().equals(publication.id())
                    && isMirrored(publications.get(publication.id()))) {
                publications.put(other.id(), other);
            }
        }
    }

    /** The embedding program's name for it. */
    public String id() {
        return id;
    }

    /** Adds a peer. */
    public void add(Peer peer) {
        peers.put(peer.id(), peer);
    }

    /** Closes and removes a peer. */
    public void remove(Peer peer, long nowNanos) {
        peers.remove(peer.id());
        wishes.retain(peer, Set.of());
        audio.forget(peer);
        Change change = new Change(peer);
        peer.close(change);
        change.identifiers.forEach(publication -> show(publication, nowNanos));
        audio.fillAfterChange(nowNanos);
    }

    /** Whether nobody is in it. */
    public boolean isEmpty() {
        return peers.isEmpty();
    }

    /** Replaces what a peer sends and receives. */
    public void setMedia(Peer peer, MediaParameters media, long nowNanos) {
        Change change = new Change(peer);
        peer.setMedia(media, change);
        audio.retainSlots(peer, media, nowNanos);
        wishes.retain(
                peer, media.slots().stream().map(SlotParameters::mid).collect(Collectors.toSet()));
        change.identifiers.forEach(publication -> show(publication, nowNanos));
        audio.fillAfterChange(nowNanos);
    }

    /**
     * Shows a publication of this room, or nothing, in a slot, whenever there is one of that name.
     */
    public void assign(Peer viewer, String mid, @Nullable String publication, long nowNanos) {
        audio.unfollow(viewer, mid);
        wishes.set(viewer, mid, publication);
        viewer.assign(mid, publication == null ? null : publications.get(publication), nowNanos);
    }

    /**
     * Takes a publication away from everyone who is sent it, here and in the other parts, or gives
     * it back; the peer goes on publishing.
     */
    public void setWithheld(Peer peer, String publicationId, boolean withheld, long nowNanos) {
        for (Publication each : peer.publications()) {
            if (each.id().equals(publicationId) && withheld == sources.containsKey(each)) {
                Change change = new Change(peer);
                if (withheld) {
                    peer.detach(each);
                    change.onRemoved(each);
                } else {
                    change.onAdded(each);
                }
                show(publicationId, nowNanos);
                audio.fillAfterChange(nowNanos);
                return;
            }
        }
    }

    /** Shows one of the loudest in an audio slot from now on, whoever that is at a time. */
    public void followLoudest(Peer viewer, String mid, long nowNanos) {
        wishes.set(viewer, mid, null);
        audio.follow(viewer, mid, nowNanos);
    }

    /** A publication of this name began or ended: slots that were given it show what there is. */
    private void show(String publication, long nowNanos) {
        Publication known = publications.get(publication);
        for (SlotWishes.Slot slot : wishes.slotsOf(publication)) {
            slot.viewer().assign(slot.mid(), known, nowNanos);
        }
    }

    /** The room has another part, where everything that is published here is mirrored from now. */
    public void addPart(RoomPart part) {
        otherParts.add(part);
        for (Map.Entry<Publication, Source> each : sources.entrySet()) {
            if (!each.getValue().mirrored) {
                part.mirror(each.getValue().peer, each.getKey());
            }
        }
    }

    /** Another part of the room has ended, and its mirrors have been closed. */
    public void removePart(RoomPart part) {
        otherParts.remove(part);
    }

    /**
     * Something that is published in another part can be shown here from now on.
     *
     * @param peer who publishes it there
     */
    public void addMirror(String peer, Publication publication, long nowNanos) {
        add(publication, new Source(peer, true));
        show(publication.id(), nowNanos);
        audio.fillAfterChange(nowNanos);
    }

    /** A mirror was closed: nobody shows it any more. */
    public void removeMirror(Publication publication, long nowNanos) {
        forget(publication);
        show(publication.id(), nowNanos);
        audio.fillAfterChange(nowNanos);
    }

    /** Whether this part tells who speaks. All parts find out; one is enough to say it. */
    public void setReportsSpeaker(boolean reports) {
        reportsSpeaker = reports;
    }
}
