package io.plenum.bridge.room;

import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.peer.Peer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A room on one loop: who is in it and what they publish. Closing goes one way: a peer closes its
 * slots, then its publications, whose viewers then show nothing; the room ends with its last peer.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Room {
    /** Told what happens in a room. */
    @FunctionalInterface
    public interface Listener {
        /** Another peer is the dominant speaker now; at most once a second. */
        void onSpeaker(Room room, Peer speaker);
    }

    private final String id;
    private final Listener listener;
    private final RoomAudio audio = new RoomAudio(this::onSpeaker);
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final Map<String, Publication> publications = new HashMap<>();
    private final Peer.PublicationChange change =
            new Peer.PublicationChange() {
                @Override
                public void onAdded(Publication publication) {
                    publications.put(publication.id(), publication);
                    audio.onAdded(publication);
                }

                @Override
                public void onRemoved(Publication publication) {
                    publications.remove(publication.id(), publication);
                    audio.onRemoved(publication);
                }
            };

    /**
     * @param id the embedding program's name for it
     * @param listener told what happens
     */
    public Room(String id, Listener listener) {
        this.id = id;
        this.listener = listener;
    }

    private void onSpeaker(Publication voice) {
        for (Peer peer : peers.values()) {
            if (peer.publications().contains(voice)) {
                listener.onSpeaker(this, peer);
                return;
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
        audio.forget(peer);
        peer.close(change);
        audio.fillAll(nowNanos);
    }

    /** Whether nobody is in it. */
    public boolean isEmpty() {
        return peers.isEmpty();
    }

    /** Replaces what a peer sends and receives. */
    public void setMedia(Peer peer, MediaParameters media, long nowNanos) {
        peer.setMedia(media, change);
        audio.retainSlots(peer, media);
        audio.fillAll(nowNanos);
    }

    /**
     * Shows a publication of this room, or nothing, in a slot. An unknown publication is nothing.
     */
    public void assign(Peer viewer, String mid, @Nullable String publication, long nowNanos) {
        audio.unfollow(viewer, mid);
        viewer.assign(mid, publication == null ? null : publications.get(publication), nowNanos);
    }

    /** Shows one of the loudest in an audio slot from now on, whoever that is at a time. */
    public void followLoudest(Peer viewer, String mid, long nowNanos) {
        audio.follow(viewer, mid, nowNanos);
    }
}
