package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.MediaKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which slot of a viewer shows which publication. Pure: no bridge, no clock.
 *
 * <p>A slot keeps what it shows for as long as that exists, so nobody's picture jumps; free slots
 * take the publications that no slot shows, oldest first.
 */
final class SlotAssignment {
    private SlotAssignment() {}

    /**
     * The next assignment.
     *
     * @param slots kind of each slot by mid, in the order of the m-sections
     * @param current publication of each slot by mid; slots that show nothing may be missing
     * @param available what the viewer may see, oldest first
     * @return publication, or null, of every slot
     */
    static Map<String, @Nullable RoomPublication> next(
            Map<String, MediaKind> slots,
            Map<String, @Nullable RoomPublication> current,
            Collection<RoomPublication> available) {
        Map<String, RoomPublication> byId = new HashMap<>();
        for (RoomPublication publication : available) {
            byId.put(publication.id(), publication);
        }
        Map<String, @Nullable RoomPublication> next = new LinkedHashMap<>();
        Set<String> shown = new HashSet<>();
        slots.forEach(
                (mid, kind) -> {
                    RoomPublication before = current.get(mid);
                    RoomPublication kept = before == null ? null : byId.get(before.id());
                    boolean keep = kept != null && kept.kind() == kind && shown.add(kept.id());
                    next.put(mid, keep ? kept : null);
                });
        for (RoomPublication publication : available) {
            if (!shown.contains(publication.id())) {
                String free = freeSlot(slots, next, publication.kind());
                if (free != null) {
                    next.put(free, publication);
                    shown.add(publication.id());
                }
            }
        }
        return next;
    }

    private static @Nullable String freeSlot(
            Map<String, MediaKind> slots,
            Map<String, @Nullable RoomPublication> taken,
            MediaKind kind) {
        for (Map.Entry<String, MediaKind> slot : slots.entrySet()) {
            if (slot.getValue() == kind && taken.get(slot.getKey()) == null) {
                return slot.getKey();
            }
        }
        return null;
    }
}
