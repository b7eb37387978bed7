package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.parameters.Tile;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessageWriter;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.sdp.CapturedOffers;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.RecordingClient;
import io.plenum.signaling.support.VirtualTimers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What clients say, and what the bridge and the others are told. */
class RoomTest {
    private static final String SLOTS = CapturedOffers.text("chromium/slots");
    private static final String TWO_TRACKS = CapturedOffers.text("chromium/audio-video");

    private final BridgeCalls bridge = new BridgeCalls();
    private final Rooms rooms = new Rooms(new VirtualTimers(), new SplittableRandom(3));

    RoomTest() {
        rooms.setBridge(bridge);
    }

    private Participant join(RecordingClient client) throws BadMessageException {
        return rooms.join("room", RoomFixture.newcomer("Ada"), client);
    }

    private void offer(Participant who, String sdp) throws BadMessageException, OfferException {
        who.room().offer(who, who.lastOfferId + 1, sdp, List.of());
        who.room().assignAfterAnswer(who);
    }

    @Test
    void layersGoToTheBridge() throws Exception {
        Participant viewer = join(new RecordingClient());
        offer(viewer, SLOTS);
        viewer.room().setLayers(viewer, "5", new LayerTarget(1, 0, 2));
        assertThat(bridge.lines).last().isEqualTo("setLayers %s 5 1 0 2".formatted(viewer.id()));
    }

    @Test
    void layersOfWhatIsNoVideoSlotAreRefused() throws Exception {
        Participant viewer = join(new RecordingClient());
        offer(viewer, SLOTS);
        assertThat(viewer.negotiatedSlots.get("2")).hasToString("AUDIO");
        for (String mid : List.of("2", "1", "99")) {
            assertThatThrownBy(() -> viewer.room().setLayers(viewer, mid, LayerTarget.ALL))
                    .isInstanceOf(BadMessageException.class)
                    .hasMessageContaining("no video section of this mid receives anything");
        }
        assertThat(bridge.lines).noneMatch(line -> line.startsWith("setLayers"));
    }

    @Test
    void whatThePageShowsGoesToTheBridge() throws Exception {
        Participant viewer = join(new RecordingClient());
        offer(viewer, SLOTS);
        viewer.room().setView(viewer, List.of(new Tile("5", 640, 360, true, true)), false);
        assertThat(bridge.lines)
                .last()
                .isEqualTo(
                        "setView %s [Tile[mid=5, width=640, height=360, visible=true, pinned=true]] false"
                                .formatted(viewer.id()));
    }

    @Test
    void aViewerIsToldWhyEachSlotHasItsSize() throws Exception {
        RecordingClient client = new RecordingClient();
        Participant viewer = join(client);
        viewer.room()
                .onAllocated(
                        viewer,
                        1_800_000,
                        List.of(
                                new SlotAllocation(
                                        "5",
                                        1,
                                        0,
                                        2,
                                        350_000,
                                        640,
                                        360,
                                        AllocationReason.BANDWIDTH)));
        assertThat(ServerMessageWriter.write(client.messages.getLast()))
                .isEqualTo(
                        "{'type':'allocation','estimateBps':1800000,'slots':[{'mid':'5','encoding':1,'spatial':0,'temporal':2,'targetBps':350000,'width':640,'height':360,'reason':'bandwidth'}]}"
                                .replace('\'', '"'));
        viewer.room().onAllocated(viewer, -1, List.of());
        assertThat(ServerMessageWriter.write(client.messages.getLast()))
                .isEqualTo("{\"type\":\"allocation\",\"slots\":[]}");
    }

    @Test
    void aPublisherIsToldWhichEncodingsAreWatched() throws Exception {
        RecordingClient client = new RecordingClient();
        Participant publisher = join(client);
        offer(publisher, TWO_TRACKS);
        RoomPublication camera = publisher.publications.get("1");
        publisher.room().onEncodingsWanted(publisher, camera.id(), List.of(true, false, false));
        assertThat(client.messages)
                .last()
                .isEqualTo(new ServerMessage.EncodingsWanted("1", List.of(true, false, false)));
        int before = client.messages.size();
        publisher.room().onEncodingsWanted(publisher, "t-of-before", List.of(true, true, true));
        assertThat(client.messages).hasSize(before);
    }

    @Test
    void aPublicationThatPausesLeavesItsSlotAndComesBackToIt() throws Exception {
        Participant publisher = join(new RecordingClient());
        offer(publisher, TWO_TRACKS);
        RecordingClient seen = new RecordingClient();
        Participant viewer = join(seen);
        offer(viewer, SLOTS);
        Map<String, RoomPublication> before = shownBy(viewer);
        assertThat(before).hasSize(2);

        seen.messages.clear();
        int video = TWO_TRACKS.indexOf("m=video");
        offer(
                publisher,
                TWO_TRACKS.substring(0, video)
                        + TWO_TRACKS.substring(video).replace("a=sendrecv", "a=inactive"));
        assertThat(shownBy(viewer)).hasSize(1);
        assertThat(seen.messages)
                .anyMatch(
                        message ->
                                message instanceof ServerMessage.PublicationRemoved removed
                                        && removed.participant().equals(publisher.id()));
        assertThat(seen.messages).last().isInstanceOf(ServerMessage.SlotMap.class);

        seen.messages.clear();
        bridge.lines.clear();
        offer(publisher, TWO_TRACKS);
        assertThat(shownBy(viewer).keySet()).isEqualTo(before.keySet());
        assertThat(seen.messages)
                .anyMatch(message -> message instanceof ServerMessage.PublicationAdded);
        assertThat(bridge.lines).anyMatch(line -> line.startsWith("assign " + viewer.id()));
    }

    private static Map<String, RoomPublication> shownBy(Participant viewer) {
        Map<String, RoomPublication> shown = new HashMap<>();
        for (SlotTable.Slot slot : viewer.slots.all()) {
            RoomPublication publication = slot.shown();
            if (publication != null) {
                shown.put(slot.mid(), publication);
            }
        }
        return shown;
    }

    @Test
    void moreVoicesThanSlotsAreChosenByTheBridge() throws Exception {
        Participant viewer = join(new RecordingClient());
        offer(viewer, SLOTS);
        long slots = viewer.slots.count(MediaKind.AUDIO);
        List<Participant> publishers = new ArrayList<>();
        for (int i = 0; i <= slots; i++) {
            assertThat(viewer.followsLoudest).isFalse();
            Participant publisher = join(new RecordingClient());
            offer(publisher, TWO_TRACKS);
            publishers.add(publisher);
        }
        assertThat(viewer.followsLoudest).isTrue();
        assertThat(bridge.lines).contains("followLoudest %s 2".formatted(viewer.id()));
        bridge.lines.clear();
        rooms.leave(publishers.getLast(), ByeReason.LEFT, "Bye.");
        assertThat(viewer.followsLoudest).isFalse();
        assertThat(bridge.lines).anyMatch(line -> line.startsWith("assign " + viewer.id()));
    }

    @Test
    void newCredentialsRestartIceOnce() throws Exception {
        Participant who = join(new RecordingClient());
        offer(who, TWO_TRACKS);
        String restarted = TWO_TRACKS.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:other");
        offer(who, restarted);
        offer(who, restarted);
        assertThat(bridge.lines.stream().filter(line -> line.startsWith("restartIce")))
                .containsExactly("restartIce %s other".formatted(who.id()));
    }
}
