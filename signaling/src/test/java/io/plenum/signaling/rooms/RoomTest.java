package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.sdp.CapturedOffers;
import io.plenum.signaling.support.BridgeCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What clients say, and what the bridge and the others are told. */
class RoomTest {
    private static final String SLOTS = CapturedOffers.text("chromium/slots");
    private static final String TWO_TRACKS = CapturedOffers.text("chromium/audio-video");

    private final BridgeCalls bridge = new BridgeCalls();
    private int identifiers;
    private final Room room =
            new Room(
                    "room",
                    bridge,
                    () -> Integer.toString(++identifiers),
                    new SplittableRandom(3),
                    left -> {});

    private static final class Client implements ParticipantConnection {
        final List<ServerMessage> messages = new ArrayList<>();

        @Override
        public void send(ServerMessage message) {
            messages.add(message);
        }

        @Override
        public void close(ByeReason reason, String message) {}
    }

    private Participant join(Client client) {
        return Objects.requireNonNull(room.join("Ada", client, Visibility.EVERYONE));
    }

    private void offer(Participant who, String sdp) throws BadMessageException, OfferException {
        room.offer(who, who.lastOfferId + 1, sdp, List.of());
        room.assignAfterAnswer(who);
    }

    @Test
    void layersGoToTheBridge() throws Exception {
        Participant viewer = join(new Client());
        offer(viewer, SLOTS);
        room.setLayers(viewer, "5", new LayerTarget(1, 0, 2));
        assertThat(bridge.lines).last().isEqualTo("setLayers %s 5 1 0 2".formatted(viewer.id()));
    }

    @Test
    void layersOfWhatIsNoVideoSlotAreRefused() throws Exception {
        Participant viewer = join(new Client());
        offer(viewer, SLOTS);
        assertThat(viewer.slots.get("2")).hasToString("AUDIO");
        for (String mid : List.of("2", "1", "99")) {
            assertThatThrownBy(() -> room.setLayers(viewer, mid, LayerTarget.ALL))
                    .isInstanceOf(BadMessageException.class)
                    .hasMessageContaining("no video section of this mid receives anything");
        }
        assertThat(bridge.lines).noneMatch(line -> line.startsWith("setLayers"));
    }

    @Test
    void aPublicationThatPausesLeavesItsSlotAndComesBackToIt() throws Exception {
        Participant publisher = join(new Client());
        offer(publisher, TWO_TRACKS);
        Client seen = new Client();
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
        Map<String, RoomPublication> shown = new HashMap<>(viewer.shown);
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    @Test
    void moreVoicesThanSlotsAreChosenByTheBridge() throws Exception {
        Participant viewer = join(new Client());
        offer(viewer, SLOTS);
        long slots =
                viewer.slots.values().stream().filter(kind -> kind.name().equals("AUDIO")).count();
        List<Participant> publishers = new ArrayList<>();
        for (int i = 0; i <= slots; i++) {
            assertThat(viewer.followsLoudest).isFalse();
            Participant publisher = join(new Client());
            offer(publisher, TWO_TRACKS);
            publishers.add(publisher);
        }
        assertThat(viewer.followsLoudest).isTrue();
        assertThat(bridge.lines).contains("followLoudest %s 2".formatted(viewer.id()));
        bridge.lines.clear();
        room.leave(publishers.getLast(), ByeReason.LEFT, "Bye.");
        assertThat(viewer.followsLoudest).isFalse();
        assertThat(bridge.lines).anyMatch(line -> line.startsWith("assign " + viewer.id()));
    }

    @Test
    void newCredentialsRestartIceOnce() throws Exception {
        Participant who = join(new Client());
        offer(who, TWO_TRACKS);
        String restarted = TWO_TRACKS.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:other");
        offer(who, restarted);
        offer(who, restarted);
        assertThat(bridge.lines.stream().filter(line -> line.startsWith("restartIce")))
                .containsExactly("restartIce %s other".formatted(who.id()));
    }
}
