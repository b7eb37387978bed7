package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.rooms.RoomFixture.Somebody;
import io.plenum.signaling.support.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody sees who watches a room, or one participant with room for more. */
class SpeakerViewTest {
    private final RoomFixture fixture = new RoomFixture();

    private Somebody publisher(String name) throws Exception {
        Somebody who = fixture.join(name);
        who.offers(RoomFixture.TWO_TRACKS);
        return who;
    }

    private Somebody viewer() throws Exception {
        RecordingClient client = new RecordingClient();
        Participant who =
                fixture.rooms.watchSpeaker("daily", RoomFixture.newcomer("Viewer"), client);
        Somebody viewer = new Somebody(who, client);
        viewer.offers(RoomFixture.SLOTS);
        return viewer;
    }

    /** Whose cameras the video slots show, in the order of the sections. */
    private static List<@Nullable String> seen(Somebody viewer) {
        List<@Nullable String> seen = new ArrayList<>();
        for (SlotTable.Slot slot : viewer.who().slots.of(MediaKind.VIDEO)) {
            RoomPublication shown = slot.shown();
            seen.add(shown == null ? null : shown.participant());
        }
        return seen;
    }

    @Test
    void theFirstPictureIsTheSpeakersAndTheOthersChangePlaces() throws Exception {
        Somebody ann = publisher("Ann");
        Somebody bob = publisher("Bob");
        Somebody cyd = publisher("Cyd");
        Somebody viewer = viewer();
        assertThat(seen(viewer)).startsWith(ann.id(), bob.id(), cyd.id(), null);

        fixture.bridge.lines.clear();
        ann.room().onSpeaker(bob.who());
        assertThat(seen(viewer)).startsWith(bob.id(), ann.id(), cyd.id(), null);
        assertThat(fixture.bridge.lines)
                .filteredOn(line -> line.startsWith("assign " + viewer.id()))
                .hasSize(2);

        ann.room().onSpeaker(cyd.who());
        assertThat(seen(viewer)).startsWith(cyd.id(), ann.id(), bob.id(), null);
    }

    @Test
    void whoWatchesOneWithSeveralPairsSeesThatOneFirstAndOthersToo() throws Exception {
        Somebody ann = publisher("Ann");
        Somebody bob = publisher("Bob");
        RecordingClient client = new RecordingClient();
        Participant who = fixture.rooms.watch(bob.who(), RoomFixture.newcomer("Viewer"), client);
        Somebody viewer = new Somebody(who, client);
        viewer.offers(RoomFixture.SLOTS);
        assertThat(seen(viewer)).startsWith(bob.id(), ann.id(), null);

        Somebody cyd = publisher("Cyd");
        assertThat(seen(viewer)).startsWith(bob.id(), ann.id(), cyd.id());

        fixture.rooms.leave(ann.who(), ByeReason.LEFT, "Bye.");
        assertThat(seen(viewer)).startsWith(bob.id(), null, cyd.id());
        fixture.rooms.leave(bob.who(), ByeReason.LEFT, "Bye.");
        assertThat(who.isPresent()).isFalse();
    }

    @Test
    void whoIsWatchedTakesThePlaceOfSomebodyElse() throws Exception {
        for (int i = 0; i < 12; i++) {
            publisher("Other " + i);
        }
        Somebody bob = fixture.join("Bob");
        RecordingClient client = new RecordingClient();
        Participant who = fixture.rooms.watch(bob.who(), RoomFixture.newcomer("Viewer"), client);
        Somebody viewer = new Somebody(who, client);
        viewer.offers(RoomFixture.SLOTS);
        assertThat(seen(viewer)).doesNotContainNull().doesNotContain(bob.id());
        bob.offers(RoomFixture.TWO_TRACKS);
        assertThat(seen(viewer).getFirst()).isEqualTo(bob.id());
        assertThat(seen(viewer)).doesNotHaveDuplicates();
    }

    @Test
    void whenTheSpeakerLeavesTheFirstPictureIsTheOldestsAndNobodyIsSeenTwice() throws Exception {
        Somebody ann = publisher("Ann");
        Somebody bob = publisher("Bob");
        Somebody cyd = publisher("Cyd");
        Somebody viewer = viewer();
        ann.room().onSpeaker(cyd.who());
        assertThat(seen(viewer)).startsWith(cyd.id(), bob.id(), ann.id());

        fixture.bridge.lines.clear();
        fixture.rooms.leave(cyd.who(), ByeReason.LEFT, "Bye.");
        assertThat(seen(viewer)).startsWith(ann.id(), bob.id(), null);
        List<SlotTable.Slot> slots = viewer.who().slots.of(MediaKind.VIDEO);
        assertThat(fixture.bridge.lines)
                .contains("assign %s %s null".formatted(viewer.id(), slots.get(2).mid()));
    }
}
