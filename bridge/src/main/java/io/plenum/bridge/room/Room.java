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
    private final String id;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final Map<String, Publication> publications = new HashMap<>();
    private final Peer.PublicationChange change =
            new Peer.PublicationChange() {
                @Override
                public void onAdded(Publication publication) {
                    publications.put(publication.id(), publication);
                }

                @Override
                public void onRemoved(Publication publication) {
                    publications.remove(publication.id(), publication);
                }
            };

    /**
     * @param id the embedding program's name for it
     */
    public Room(String id) {
        this.id = id;
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
    public void remove(Peer peer) {
        peers.remove(peer.id());
        peer.close(change);
    }

    /** Whether nobody is in it. */
    public boolean isEmpty() {
        return peers.isEmpty();
    }

    /** Replaces what a peer sends and receives. */
    public void setMedia(Peer peer, MediaParameters media) {
        peer.setMedia(media, change);
    }

    /**
     * Shows a publication of this room, or nothing, in a slot. An unknown publication is nothing.
     */
    public void assign(Peer viewer, String mid, @Nullable String publication, long nowNanos) {
        viewer.assign(mid, publication == null ? null : publications.get(publication), nowNanos);
    }
}
