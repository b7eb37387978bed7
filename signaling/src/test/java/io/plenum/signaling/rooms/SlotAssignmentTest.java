package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotAssignmentTest {
    private static final Map<String, MediaKind> SLOTS = slots();

    private static Map<String, MediaKind> slots() {
        Map<String, MediaKind> slots = new LinkedHashMap<>();
        slots.put("2", MediaKind.AUDIO);
        slots.put("3", MediaKind.VIDEO);
        slots.put("4", MediaKind.VIDEO);
        return slots;
    }

    @Test
    void freeSlotsTakeTheOldestPublications() {
        Map<String, @Nullable RoomPublication> next =
                SlotAssignment.next(
                        SLOTS, Map.of(), List.of(video("a"), audio("b"), video("c"), video("d")));
        assertThat(ids(next)).containsExactly("b", "a", "c");
    }

    @Test
    void nobodyMovesWhenSomebodyLeaves() {
        Map<String, @Nullable RoomPublication> before =
                SlotAssignment.next(SLOTS, Map.of(), List.of(video("a"), video("c"), video("d")));
        Map<String, @Nullable RoomPublication> next =
                SlotAssignment.next(SLOTS, before, List.of(video("c"), video("d")));
        assertThat(ids(next)).containsExactly("-", "d", "c");
    }

    @Test
    void aSlotNeverShowsTheOtherKindNorOnePublicationTwice() {
        Map<String, @Nullable RoomPublication> odd = new LinkedHashMap<>();
        odd.put("2", video("a"));
        odd.put("3", video("a"));
        odd.put("4", video("a"));
        assertThat(ids(SlotAssignment.next(SLOTS, odd, List.of(video("a")))))
                .containsExactly("-", "a", "-");
    }

    private static List<String> ids(Map<String, @Nullable RoomPublication> slots) {
        return slots.values().stream().map(p -> p == null ? "-" : p.id()).toList();
    }

    private static RoomPublication video(String id) {
        return new RoomPublication(id, "p", "0", MediaKind.VIDEO, Source.CAMERA, false);
    }

    private static RoomPublication audio(String id) {
        return new RoomPublication(id, "p", "1", MediaKind.AUDIO, Source.MICROPHONE, false);
    }
}
