package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.MediaKind;
import java.util.EnumMap;
import java.util.Map;

/** How many participants, publications and slots there are, over all rooms. Not thread safe. */
public final class Census {
    private final Map<Protocol, Integer> participants = new EnumMap<>(Protocol.class);
    private final Map<MediaKind, Integer> publications = new EnumMap<>(MediaKind.class);
    private final Map<MediaKind, Integer> slots = new EnumMap<>(MediaKind.class);
    private int rooms;

    void addRoom() {
        rooms++;
    }

    void addParticipant(Protocol protocol) {
        participants.merge(protocol, 1, Integer::sum);
    }

    void addPublications(MediaKind kind, int count) {
        publications.merge(kind, count, Integer::sum);
    }

    void addShownSlot(MediaKind kind) {
        slots.merge(kind, 1, Integer::sum);
    }

    /** Rooms that exist. */
    public int rooms() {
        return rooms;
    }

    /** Participants whose clients talk in this way. */
    public int participants(Protocol protocol) {
        return participants.getOrDefault(protocol, 0);
    }

    /** What participants publish. */
    public int publications(MediaKind kind) {
        return publications.getOrDefault(kind, 0);
    }

    /** Slots that show something. */
    public int shownSlots(MediaKind kind) {
        return slots.getOrDefault(kind, 0);
    }
}
