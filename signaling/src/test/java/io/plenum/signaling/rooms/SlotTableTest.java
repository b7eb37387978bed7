package io.plenum.signaling.rooms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.rooms.SlotTable.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotTableTest {
    private final SlotTable table = new SlotTable();

    @Test
    void aSlotThatStaysGoesOnShowingWhatItShows() {
        table.set(kinds("2 audio", "3 video", "4 video"));
        table.show(slot("3"), video("a"));
        List<Slot> added = table.set(kinds("2 audio", "3 video", "5 video"));
        assertThat(added).extracting(Slot::mid).containsExactly("5");
        assertThat(slot("3").shown()).isEqualTo(video("a"));
        assertThat(table.showing("a")).isSameAs(slot("3"));
    }

    @Test
    void aSlotThatGoesOrChangesItsKindFreesWhatItShowed() {
        table.set(kinds("3 video", "4 video"));
        table.show(slot("3"), video("a"));
        table.show(slot("4"), video("b"));
        List<Slot> added = table.set(kinds("4 audio"));
        assertThat(added).extracting(Slot::mid).containsExactly("4");
        assertThat(table.shows(video("a"))).isFalse();
        assertThat(table.shows(video("b"))).isFalse();
    }

    @Test
    void noPublicationIsInTwoSlots() {
        table.set(kinds("3 video", "4 video"));
        table.show(slot("3"), video("a"));
        table.show(slot("4"), video("a"));
        assertThat(slot("3").shown()).isNull();
        assertThat(table.showing("a")).isSameAs(slot("4"));
        table.show(slot("4"), null);
        assertThat(table.showing("a")).isNull();
    }

    private Slot slot(String mid) {
        return requireNonNull(table.get(mid));
    }

    private static Map<String, MediaKind> kinds(String... lines) {
        Map<String, MediaKind> kinds = new LinkedHashMap<>();
        for (String line : lines) {
            kinds.put(
                    line.substring(0, 1),
                    line.endsWith("audio") ? MediaKind.AUDIO : MediaKind.VIDEO);
        }
        return kinds;
    }

    private static RoomPublication video(String id) {
        return new RoomPublication(id, "p", "0", MediaKind.VIDEO, Source.CAMERA, false);
    }
}
