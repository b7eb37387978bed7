package io.plenum.bridge.room;

import io.plenum.bridge.peer.Peer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which publication each slot was given, by its name, whether it is there or not. What is published
 * on one loop and assigned on another comes by different ways and in any order; so a slot shows a
 * publication when it is there, and again when it comes back.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class SlotWishes {
    private final Map<Peer, Map<String, String>> publicationOfSlot = new HashMap<>();
    private final Map<String, Set<Slot>> slotsOfPublication = new HashMap<>();

    /** A slot of a viewer. */
    record Slot(Peer viewer, String mid) {}

    /** The slot is given a publication, or nothing, in place of what it was given before. */
    void set(Peer viewer, String mid, @Nullable String publication) {
        Map<String, String> slots = publicationOfSlot.get(viewer);
        String before = slots == null ? null : slots.remove(mid);
        if (before != null) {
            forget(before, new Slot(viewer, mid));
        }
        if (publication != null) {
            publicationOfSlot
                    .computeIfAbsent(viewer, peer -> new HashMap<>())
                    .put(mid, publication);
            slotsOfPublication
                    .computeIfAbsent(publication, id -> new LinkedHashSet<>())
                    .add(new Slot(viewer, mid));
        }
    }

    private void forget(String publication, Slot slot) {
        Set<Slot> slots = slotsOfPublication.get(publication);
        if (slots != null && slots.remove(slot) && slots.isEmpty()) {
            slotsOfPublication.remove(publication);
        }
    }

    /** The viewer has these slots and no others. */
    void retain(Peer viewer, Set<String> mids) {
        Map<String, String> slots = publicationOfSlot.getOrDefault(viewer, Map.of());
        for (Map.Entry<String, String> each : Map.copyOf(slots).entrySet()) {
            if (!mids.contains(each.getKey())) {
                set(viewer, each.getKey(), null);
            }
        }
        if (mids.isEmpty()) {
            publicationOfSlot.remove(viewer);
        }
    }

    /** The slots that were given a publication. */
    Set<Slot> slotsOf(String publication) {
        return slotsOfPublication.getOrDefault(publication, Set.of());
    }
}
