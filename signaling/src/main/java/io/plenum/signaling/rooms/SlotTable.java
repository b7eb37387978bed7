package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which slot of one viewer shows which publication. No publication is in two slots, and none is in
 * a slot of the other kind. Guarded by the room's lock.
 */
final class SlotTable {
    /** By mid, in the order of the m-sections. */
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /** By what they show. */
    private final Map<String, Slot> byPublication = new HashMap<>();

    /** One m-section in which the viewer receives. */
    static final class Slot {
        private final String mid;
        private final MediaKind kind;
        private @Nullable RoomPublication shown;

        private Slot(String mid, MediaKind kind) {
            this.mid = mid;
            this.kind = kind;
        }

        String mid() {
            return mid;
        }

        MediaKind kind() {
            return kind;
        }

        @Nullable RoomPublication shown() {
            return shown;
        }
    }

    /**
     * Replaces the slots. One that stays, and stays of its kind, goes on showing what it shows.
     *
     * @return those that are new
     */
    List<Slot> set(Map<String, MediaKind> kinds) {
        Map<String, Slot> before = new HashMap<>(slots);
        Set<Slot> kept = new HashSet<>();
        slots.clear();
        List<Slot> added = new ArrayList<>();
        kinds.forEach(
                (mid, kind) -> {
                    Slot known = before.get(mid);
                    if (known != null && known.kind == kind) {
                        kept.add(known);
                        slots.put(mid, known);
                    } else {
                        Slot slot = new Slot(mid, kind);
                        added.add(slot);
                        slots.put(mid, slot);
                    }
                });
        byPublication.values().removeIf(slot -> !kept.contains(slot));
        return added;
    }

    /** All slots, in the order of the m-sections. */
    List<Slot> all() {
        return List.copyOf(slots.values());
    }

    /** The slots of one kind, in the order of the m-sections. */
    List<Slot> of(MediaKind kind) {
        List<Slot> found = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (slot.kind == kind) {
                found.add(slot);
            }
        }
        return found;
    }

    @Nullable Slot get(String mid) {
        return slots.get(mid);
    }

    int count(MediaKind kind) {
        int count = 0;
        for (Slot slot : slots.values()) {
            if (slot.kind == kind) {
                count++;
            }
        }
        return count;
    }

    boolean shows(RoomPublication publication) {
        return byPublication.containsKey(publication.id());
    }

    /** The slot that shows a publication, or null. */
    @Nullable Slot showing(String publicationId) {
        return byPublication.get(publicationId);
    }

    /**
     * Shows a publication in a slot, or nothing. A slot that showed it before then shows nothing.
     */
    void show(Slot slot, @Nullable RoomPublication publication) {
        RoomPublication before = slot.shown;
        if (before != null) {
            byPublication.remove(before.id());
        }
        slot.shown = null;
        if (publication == null) {
            return;
        }
        Slot elsewhere = byPublication.put(publication.id(), slot);
        if (elsewhere != null) {
            elsewhere.shown = null;
        }
        slot.shown = publication;
    }
}
