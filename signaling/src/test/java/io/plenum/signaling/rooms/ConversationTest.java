package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.IntNode;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.RoomFixture.Somebody;
import io.plenum.signaling.support.VirtualTimers;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chat, signs, hands, data, names and attributes. */
class ConversationTest {
    private final RoomFixture fixture = new RoomFixture();
    private Somebody ann;
    private Somebody bob;
    private Somebody cyd;

    @BeforeEach
    void come() throws Exception {
        ann = fixture.join("Ann");
        bob = fixture.join("Bob");
        cyd = fixture.join("Cyd");
    }

    @Test
    void whatIsSaidToAllIsReadByAllAndByThoseWhoComeLater() throws Exception {
        for (int i = 1; i <= Conversation.HISTORY + 1; i++) {
            ann.room().chat(ann.who(), "line " + i, null);
            fixture.timers.pass(1_000);
        }
        assertThat(ann.client().all(ServerMessage.Chat.class)).hasSize(Conversation.HISTORY + 1);
        ServerMessage.Chat last = bob.hears(ServerMessage.Chat.class);
        assertThat(last.text()).isEqualTo("line 101");
        assertThat(last.at()).isEqualTo(VirtualTimers.START_MILLIS + 100_000);
        Somebody late = fixture.join("Dan");
        assertThat(late.hears(ServerMessage.Joined.class).chat())
                .hasSize(Conversation.HISTORY)
                .first()
                .extracting(ServerMessage.Chat::text)
                .isEqualTo("line 2");
    }

    @Test
    void whatIsSaidToOneIsReadByThatOne() throws Exception {
        ann.room().chat(ann.who(), "psst", bob.id());
        assertThat(bob.hears(ServerMessage.Chat.class).to()).isEqualTo(bob.id());
        assertThat(ann.heard(ServerMessage.Chat.class)).isTrue();
        assertThat(cyd.heard(ServerMessage.Chat.class)).isFalse();
        assertThat(fixture.join("Dan").hears(ServerMessage.Joined.class).chat()).isEmpty();
        BadMessageException e =
                catchThrowableOfType(
                        BadMessageException.class,
                        () -> ann.room().chat(ann.who(), "psst", "p-none"));
        assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }

    @Test
    void dataGoesToAllOthersOrToOneAndFromProgramsToAll() throws Exception {
        ann.room().data(ann.who(), IntNode.valueOf(7), null, "dice");
        assertThat(ann.heard(ServerMessage.Data.class)).isFalse();
        assertThat(cyd.hears(ServerMessage.Data.class))
                .isEqualTo(new ServerMessage.Data(ann.id(), IntNode.valueOf(7), "dice"));
        ann.room().data(ann.who(), IntNode.valueOf(8), bob.id(), null);
        assertThat(cyd.client().all(ServerMessage.Data.class)).hasSize(1);
        ann.room().data(IntNode.valueOf(9), null, null);
        assertThat(ann.hears(ServerMessage.Data.class).participant()).isNull();
    }

    @Test
    void aHandGoesUpOnceWithItsTime() throws Exception {
        fixture.timers.pass(5);
        bob.room().hand(bob.who(), true);
        bob.room().hand(bob.who(), true);
        assertThat(ann.client().all(ServerMessage.ParticipantChanged.class)).hasSize(1);
        assertThat(bob.hears(ServerMessage.ParticipantChanged.class).participant().handRaisedAt())
                .isEqualTo(VirtualTimers.START_MILLIS + 5);
        bob.room().hand(bob.who(), false);
        assertThat(ann.hears(ServerMessage.ParticipantChanged.class).participant().handRaisedAt())
                .isNull();
    }

    @Test
    void namesAndAttributesChangeForAll() throws Exception {
        bob.room().rename(bob.who(), "Robert");
        bob.room().attributes(bob.who(), Map.of("mood", "good", "team", "red"));
        bob.room().attributes(bob.who(), Collections.singletonMap("team", null));
        ServerMessage.ParticipantState state =
                ann.hears(ServerMessage.ParticipantChanged.class).participant();
        assertThat(state.name()).isEqualTo("Robert");
        assertThat(state.attributes()).isEqualTo(Map.of("mood", "good"));
    }

    @Test
    void whoSaysTooMuchIsNotPassedOn() throws Exception {
        int sent = 0;
        BadMessageException refused = null;
        while (refused == null) {
            try {
                bob.room().reaction(bob.who(), "👍");
                sent++;
            } catch (BadMessageException e) {
                refused = e;
            }
        }
        assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(ann.client().all(ServerMessage.Reaction.class)).hasSize(sent);
        fixture.timers.pass(10_000);
        bob.room().reaction(bob.who(), "👍");
    }
}
