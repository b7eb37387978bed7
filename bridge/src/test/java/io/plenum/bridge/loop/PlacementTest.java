package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final Placement placement = new Placement(3, 4);

    private List<Placement.Part> place(String room, int peers) {
        List<Placement.Part> parts = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            parts.add(placement.place(room));
        }
        return parts;
    }

    private static List<Integer> loops(List<Placement.Part> parts) {
        return parts.stream().map(Placement.Part::loop).toList();
    }

    @Test
    void aSmallRoomStaysOnOneLoop() {
        assertThat(loops(place("small", 4))).containsExactly(0, 0, 0, 0);
    }

    @Test
    void roomsGoWhereThereIsRoom() {
        place("a", 3);
        place("b", 1);
        assertThat(loops(place("c", 1))).containsExactly(2);
        assertThat(loops(place("d", 1))).containsExactly(1);
    }

    @Test
    void aLargeRoomSpansLoopsAndFillsTheLeastLoadedPart() {
        assertThat(loops(place("large", 5))).containsExactly(0, 0, 0, 0, 1);
        // Its part on loop 1 has room, and there is nothing on loop 2.
        assertThat(loops(place("large", 3))).containsExactly(1, 1, 1);
        assertThat(loops(place("large", 5))).containsExactly(2, 2, 2, 2, 0);
    }

    @Test
    void aNewcomerTakesThePlaceOfWhoeverLeft() {
        List<Placement.Part> parts = place("large", 5);
        parts.getFirst().release();
        place("other", 4);
        assertThat(loops(place("large", 1))).as("the least loaded part").containsExactly(1);
        assertThat(loops(place("large", 3))).as("as loads go").containsExactly(1, 0, 1);
    }

    @Test
    void partsKnowEachOtherForAsLongAsSomebodyIsThere() {
        List<Placement.Part> parts = place("large", 5);
        Placement.Part first = parts.getFirst();
        Placement.Part second = parts.getLast();
        assertThat(first.others()).containsExactly(second);
        assertThat(second.others()).containsExactly(first);
        assertThat(first.ordinal()).isLessThan(second.ordinal());
        second.release();
        assertThat(first.others()).isEmpty();
        for (Placement.Part part : parts.subList(0, 4)) {
            assertThat(placement.rooms()).isEqualTo(1);
            part.release();
        }
        assertThat(placement.rooms()).isZero();
        assertThat(loops(place("other", 1))).containsExactly(0);
    }
}
