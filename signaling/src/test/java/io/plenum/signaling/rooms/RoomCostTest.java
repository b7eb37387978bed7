package io.plenum.signaling.rooms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.ParticipantsChanged;
import io.plenum.signaling.sdp.CapturedOffers;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.RecordingClient;
import io.plenum.signaling.support.VirtualTimers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a room of 500 costs, counted in messages and commands. */
class RoomCostTest {
    private static final int LISTENERS = 500;
    private static final String SLOTS =
            CapturedOffers.text("chromium/slots").replaceAll("a=send(recv|only)", "a=recvonly");
    private static final String TWO_TRACKS = CapturedOffers.text("chromium/audio-video");

    private final BridgeCalls bridge = new BridgeCalls();
    private final VirtualTimers timers = new VirtualTimers();
    private final List<RecordingClient> clients = new ArrayList<>();
    private final List<Participant> listeners = new ArrayList<>();
    private final Rooms rooms = new Rooms(timers, new SplittableRandom(3));
    private Room room;

    @BeforeEach
    void fill() throws Exception {
        rooms.setBridge(bridge);
        room = requireNonNull(rooms.create("room", RoomSettings.DEFAULT, 1_000));
        for (int i = 0; i < LISTENERS; i++) {
            RecordingClient client = new RecordingClient();
            Participant who = join(client);
            room.offer(who, 1, SLOTS, List.of());
            room.assignAfterAnswer(who);
            clients.add(client);
            listeners.add(who);
        }
        forget();
    }

    private Participant join(RecordingClient client) throws BadMessageException {
        return rooms.join("room", RoomFixture.newcomer("Ada"), client);
    }

    private void forget() {
        timers.pass(1_000);
        clients.forEach(RecordingClient::clear);
        bridge.lines.clear();
    }

    private int messages() {
        return clients.stream().mapToInt(client -> client.messages.size()).sum();
    }

    @Test
    void aListenerWhoComesAndGoesCostsTheOthersOneMessageEachTimeAndTheBridgeNothing()
            throws Exception {
        RecordingClient client = new RecordingClient();
        Participant late = join(client);
        room.offer(late, 1, SLOTS, List.of());
        room.assignAfterAnswer(late);
        timers.pass(Announcements.DELTA_MILLIS);
        assertThat(messages()).isEqualTo(LISTENERS);
        assertThat(bridge.lines).noneMatch(line -> line.startsWith("assign"));

        forget();
        room.leave(late, ByeReason.LEFT, "Bye.");
        timers.pass(Announcements.DELTA_MILLIS);
        assertThat(messages()).isEqualTo(LISTENERS);
        assertThat(bridge.lines).containsExactly("removePeer " + late.id());
    }

    @Test
    void aHundredWhoComeWithinATenthOfASecondAreToldAtOnceInOneTextForAll() throws Exception {
        List<Participant> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(join(new RecordingClient()));
        }
        timers.pass(Announcements.DELTA_MILLIS);
        assertThat(messages()).isEqualTo(LISTENERS);
        Set<OutgoingMessage> texts = new HashSet<>();
        clients.forEach(client -> texts.addAll(client.sent));
        assertThat(texts).hasSize(1);
        ParticipantsChanged told = clients.getFirst().last(ParticipantsChanged.class);
        assertThat(told.joined())
                .extracting(ServerMessage.ParticipantView::id)
                .containsExactlyElementsOf(hundred.stream().map(Participant::id).toList());
    }

    @Test
    void whatSomebodyPublishesBeforeItIsToldIsPartOfWhatIsTold() throws Exception {
        RecordingClient client = new RecordingClient();
        Participant publisher = join(client);
        room.offer(publisher, 1, TWO_TRACKS, List.of());
        room.assignAfterAnswer(publisher);
        // The slots of the others show it at once, so they must know of it at once.
        RecordingClient other = clients.getFirst();
        assertThat(other.messages)
                .extracting(ServerMessage::type)
                .containsExactly("participantsChanged", "slotMap");
        assertThat(other.last(ParticipantsChanged.class).joined().getFirst().publications())
                .hasSize(2);
        timers.pass(1_000);
        assertThat(other.messages).hasSize(2);
    }

    @Test
    void aPublicationCostsEachViewerItsOwnSlotsAndNoMore() throws Exception {
        Participant publisher = join(new RecordingClient());
        forget();
        room.offer(publisher, 1, TWO_TRACKS, List.of());
        room.assignAfterAnswer(publisher);
        // Two publications are two messages, and one map.
        assertThat(messages()).isEqualTo(3 * LISTENERS);
        assertThat(bridge.lines.stream().filter(line -> line.startsWith("assign")))
                .hasSize(2 * LISTENERS);
    }

    @Test
    void aChangeOfSpeakerIsOneMessageForEach() throws Exception {
        room.onSpeaker(listeners.get(7));
        assertThat(messages()).isEqualTo(LISTENERS);
        assertThat(bridge.lines).isEmpty();
    }

    @Test
    void aLeaverIsToldEvenToThoseWhoNeverHeardOfItsComing() throws Exception {
        Participant brief = join(new RecordingClient());
        room.leave(brief, ByeReason.LEFT, "Bye.");
        timers.pass(Announcements.DELTA_MILLIS);
        ParticipantsChanged told = clients.getFirst().last(ParticipantsChanged.class);
        assertThat(told.joined()).isEmpty();
        assertThat(told.left())
                .extracting(ServerMessage.Departure::participant)
                .containsExactly(brief.id());
    }
}
