package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in a room. Guarded by the room's lock. */
final class Members {
    private final Map<String, Participant> byId = new LinkedHashMap<>();

    /** Viewers of one participant, by whom they watch. */
    private final Map<String, Set<Participant>> viewers = new HashMap<>();

    private final Set<Participant> speakersViewers = new LinkedHashSet<>();
    private int visible;
    private long joins;

    void add(Participant who) {
        who.order = joins++;
        byId.put(who.id(), who);
        Visibility visibility = who.visibility();
        if (!visibility.hidden()) {
            visible++;
        }
        String only = visibility.only();
        if (only != null) {
            viewers.computeIfAbsent(only, key -> new LinkedHashSet<>()).add(who);
        }
        if (visibility.followsSpeaker()) {
            speakersViewers.add(who);
        }
    }

    void remove(Participant who) {
        if (!byId.remove(who.id(), who)) {
            return;
        }
        Visibility visibility = who.visibility();
        if (!visibility.hidden()) {
            visible--;
        }
        String only = visibility.only();
        if (only != null) {
            viewers.computeIfPresent(
                    only,
                    (key, set) -> {
                        set.remove(who);
                        return set.isEmpty() ? null : set;
                    });
        }
        speakersViewers.remove(who);
    }

    /** Everyone, hidden or not, in the order in which they came. */
    Collection<Participant> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** How many the others are told of. */
    int visible() {
        return visible;
    }

    @Nullable Participant get(String id) {
        return byId.get(id);
    }

    /** Hidden viewers of one participant. */
    List<Participant> viewersOf(Participant who) {
        return List.copyOf(viewers.getOrDefault(who.id(), Set.of()));
    }

    /** Hidden viewers of whoever speaks. */
    Collection<Participant> viewersOfSpeaker() {
        return Collections.unmodifiableSet(speakersViewers);
    }

    /** The participant of this identifier, or of this name if only one has it; null otherwise. */
    @Nullable Participant find(String idOrName) {
        Participant found = byId.get(idOrName);
        if (found != null) {
            return found.visibility().hidden() ? null : found;
        }
        for (Participant each : byId.values()) {
            if (!each.visibility().hidden() && each.name().equals(idOrName)) {
                if (found != null) {
                    return null;
                }
                found = each;
            }
        }
        return found;
    }

    /** Everyone whom {@code viewer} is told of, itself left out. */
    List<ParticipantView> viewsFor(Participant viewer) {
        List<ParticipantView> views = new ArrayList<>();
        for (Participant other : byId.values()) {
            if (other != viewer
                    && !other.visibility().hidden()
                    && viewer.visibility().sees(other.id())) {
                views.add(other.view());
            }
        }
        return views;
    }
}
