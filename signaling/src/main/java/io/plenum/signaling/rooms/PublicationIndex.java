package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.MediaKind;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that is published in a room, oldest first. Guarded by the room's lock. */
final class PublicationIndex {
    private final Map<MediaKind, Map<String, RoomPublication>> byKind =
            new EnumMap<>(MediaKind.class);

    PublicationIndex() {
        for (MediaKind kind : MediaKind.values()) {
            byKind.put(kind, new LinkedHashMap<>());
        }
    }

    /** Adds a publication, or replaces the one of its identifier where it stands. */
    void put(RoomPublication publication) {
        kind(publication.kind()).put(publication.id(), publication);
    }

    void remove(RoomPublication publication) {
        kind(publication.kind()).remove(publication.id());
    }

    @Nullable RoomPublication get(MediaKind kind, String id) {
        return kind(kind).get(id);
    }

    /** All of one kind, oldest first. */
    Collection<RoomPublication> of(MediaKind kind) {
        return Collections.unmodifiableCollection(kind(kind).values());
    }

    int count(MediaKind kind) {
        return kind(kind).size();
    }

    private Map<String, RoomPublication> kind(MediaKind kind) {
        return byKind.computeIfAbsent(kind, key -> new LinkedHashMap<>());
    }
}
