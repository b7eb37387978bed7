package io.plenum.signaling.rooms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.RoomFixture.Somebody;
import io.plenum.signaling.support.RecordingClient;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A WebSocket is lost, and its participant comes back over another, or does not. */
class ReconnectionTest {
    private final RoomFixture fixture = new RoomFixture();
    private Somebody ann;
    private Somebody bob;

    @BeforeEach
    void come() throws Exception {
        ann = fixture.join("Ann");
        bob = fixture.join("Bob");
        ann.offers(RoomFixture.TWO_TRACKS);
        bob.offers(RoomFixture.SLOTS);
        ann.client().clear();
    }

    private String secret(RecordingClient client) {
        return client.last(ServerMessage.Joined.class).resume().secret();
    }

    private void lose(Somebody who) {
        fixture.rooms.onConnectionClosed(who.who(), who.client(), false);
    }

    @Test
    void whoComesBackInTimeIsTheSameAndIsToldEverything() throws Exception {
        String secret = secret(bob.client());
        lose(bob);
        assertThat(ann.hears(ServerMessage.ParticipantChanged.class).participant().reconnecting())
                .isTrue();
        ann.room().chat(ann.who(), "Where are you?", null);
        fixture.timers.pass(Reconnection.GRACE_MILLIS - 1);

        RecordingClient again = new RecordingClient();
        assertThat(fixture.rooms.resume("daily", secret, again)).isSameAs(bob.who());
        ServerMessage.Joined joined = again.last(ServerMessage.Joined.class);
        assertThat(joined.resumed()).isTrue();
        assertThat(joined.participant().id()).isEqualTo(bob.id());
        assertThat(joined.participants().getFirst().publications()).hasSize(2);
        assertThat(joined.chat()).hasSize(1);
        assertThat(again.last(ServerMessage.SlotMap.class))
                .isEqualTo(bob.hears(ServerMessage.SlotMap.class));
        assertThat(ann.hears(ServerMessage.ParticipantChanged.class).participant().reconnecting())
                .isFalse();
        assertThat(ann.heard(ServerMessage.ParticipantLeft.class)).isFalse();
        assertThat(fixture.bridge.lines).doesNotContain("removePeer " + bob.id());
        fixture.timers.pass(Reconnection.GRACE_MILLIS);
        assertThat(bob.who().isPresent()).isTrue();
        // The other connection counts its offers from 1, or goes on.
        bob.room().offer(bob.who(), 1, RoomFixture.SLOTS, List.of());
        bob.room().offer(bob.who(), 2, RoomFixture.SLOTS, List.of());
    }

    @Test
    void whoDoesNotComeBackInTimeHasLeft() {
        String secret = secret(bob.client());
        lose(bob);
        fixture.timers.pass(Reconnection.GRACE_MILLIS);
        assertThat(ann.hears(ServerMessage.ParticipantLeft.class).reason())
                .isEqualTo("connection-lost");
        assertThat(fixture.bridge.lines).contains("removePeer " + bob.id());
        assertThat(fixture.rooms.resume("daily", secret, new RecordingClient())).isNull();
    }

    @Test
    void aSecretIsGoodOnceAndForItsRoom() {
        String secret = secret(bob.client());
        assertThat(fixture.rooms.resume("weekly", secret, new RecordingClient())).isNull();
        assertThat(fixture.rooms.resume("daily", secret + "0", new RecordingClient())).isNull();
        assertThat(fixture.rooms.resume("daily", "p-1", new RecordingClient())).isNull();
        RecordingClient again = new RecordingClient();
        assertThat(fixture.rooms.resume("daily", secret, again)).isNotNull();
        assertThat(fixture.rooms.resume("daily", secret, new RecordingClient())).isNull();
        assertThat(secret(again)).isNotEqualTo(secret);
    }

    @Test
    void aConnectionThatIsHalfOpenGivesWay() {
        RecordingClient again = new RecordingClient();
        fixture.rooms.resume("daily", secret(bob.client()), again);
        assertThat(bob.client().closed).isEqualTo(ByeReason.RESUMED_ELSEWHERE);
        // That the old one closes, even with a goodbye, changes nothing any more.
        fixture.rooms.onConnectionClosed(bob.who(), bob.client(), true);
        assertThat(bob.who().isPresent()).isTrue();
        assertThat(ann.heard(ServerMessage.ParticipantChanged.class)).isFalse();
    }

    @Test
    void whoIsRemovedWhileItIsAwayDoesNotComeBack() throws Exception {
        String secret = secret(bob.client());
        lose(bob);
        ann.does(new ModeratorAction.Remove(bob.id()));
        assertThat(fixture.rooms.resume("daily", secret, new RecordingClient())).isNull();
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void whoSaysGoodbyeHasLeft() {
        fixture.rooms.onConnectionClosed(bob.who(), bob.client(), true);
        assertThat(ann.hears(ServerMessage.ParticipantLeft.class).reason()).isEqualTo("left");
    }

    @Test
    void theLastOneMayComeBackToo() {
        fixture.rooms.leave(ann.who(), ByeReason.LEFT, "Bye.");
        String secret = secret(bob.client());
        lose(bob);
        assertThat(fixture.rooms.size()).isOne();
        RecordingClient again = new RecordingClient();
        assertThat(requireNonNull(fixture.rooms.resume("daily", secret, again)).isModerator())
                .isTrue();
        assertThat(again.messages).anyMatch(ServerMessage.Lobby.class::isInstance);
    }
}
