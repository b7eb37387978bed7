package io.plenum.signaling.rooms;

import static io.plenum.signaling.rooms.RoomFixture.newcomer;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ModeratorAction.Part;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.SettingsReader;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.rooms.RoomFixture.Somebody;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a moderator can do, and nobody else. */
class ModerationTest {
    private final RoomFixture fixture = new RoomFixture();

    private static ErrorCode refused(ThrowingCallable call) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, call);
        assertThat(e).isNotNull();
        return e.code();
    }

    private static ModeratorAction settings(String json) {
        try {
            JsonNode changes = new ObjectMapper().readTree(json.replace('\'', '"'));
            return new ModeratorAction.Settings(changes);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFirstModeratesAndTheOldestAfterIt() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        fixture.join("Cyd");
        assertThat(ann.hears(ServerMessage.Joined.class).role()).isEqualTo(Role.MODERATOR);
        assertThat(bob.hears(ServerMessage.Joined.class).rights().moderate()).isFalse();
        assertThat(refused(() -> bob.does(new ModeratorAction.Remove(ann.id()))))
                .isEqualTo(ErrorCode.FORBIDDEN);

        fixture.rooms.leave(ann.who(), ByeReason.LEFT, "Bye.");
        assertThat(bob.hears(ServerMessage.RightsChanged.class).role()).isEqualTo(Role.MODERATOR);
    }

    @Test
    void whoIsMutedIsSentToNobodyUntilItUnmutesItself() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        bob.offers(RoomFixture.TWO_TRACKS);
        RoomPublication voice = requireNonNull(bob.publication(Source.MICROPHONE));

        ann.does(new ModeratorAction.Mute(bob.id(), Part.AUDIO));
        String line = "setWithheld %s %s ".formatted(bob.id(), voice.id());
        assertThat(fixture.bridge.lines).last().isEqualTo(line + true);
        assertThat(bob.hears(ServerMessage.Moderated.class))
                .isEqualTo(new ServerMessage.Moderated("mute", ann.id(), "audio"));
        assertThat(ann.hears(ServerMessage.PublicationChanged.class).publication().muted())
                .isTrue();
        assertThat(ann.hears(ServerMessage.Done.class).action()).isEqualTo("mute");

        bob.offers(RoomFixture.TWO_TRACKS); // which says that nothing is muted
        assertThat(requireNonNull(bob.publication(Source.MICROPHONE)).muted()).isTrue();
        assertThat(fixture.bridge.lines).doesNotContain(line + false);

        bob.room().mute(bob.who(), voice.mid(), false);
        assertThat(fixture.bridge.lines).last().isEqualTo(line + false);
        assertThat(requireNonNull(bob.publication(Source.MICROPHONE)).muted()).isFalse();
    }

    @Test
    void everyoneElseIsMutedAtOnce() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        ann.offers(RoomFixture.TWO_TRACKS);
        bob.offers(RoomFixture.TWO_TRACKS);
        ann.does(new ModeratorAction.Mute(null, Part.VIDEO));
        assertThat(bob.hears(ServerMessage.Moderated.class).action()).isEqualTo("stopVideo");
        assertThat(ann.heard(ServerMessage.Moderated.class)).isFalse();
        assertThat(requireNonNull(ann.publication(Source.CAMERA)).muted()).isFalse();
    }

    @Test
    void whoBecomesAListenerPublishesNothingAnyMoreAndMayNotBeginAgain() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        bob.offers(RoomFixture.TWO_TRACKS);
        ann.does(new ModeratorAction.SetRole(bob.id(), Role.LISTENER));
        assertThat(bob.hears(ServerMessage.RightsChanged.class).rights().publish()).isEmpty();
        assertThat(ann.client().all(ServerMessage.PublicationRemoved.class)).hasSize(2);
        assertThat(requireNonNull(fixture.bridge.media).publications()).isEmpty();

        var answer =
                bob.room()
                        .offer(
                                bob.who(),
                                bob.who().lastOfferId + 1,
                                RoomFixture.TWO_TRACKS,
                                List.of());
        assertThat(answer.refused()).containsExactly("0", "1");
        assertThat(answer.publications()).isEmpty();
        assertThat(answer.answer()).doesNotContain("a=recvonly").doesNotContain("a=sendrecv");

        ann.does(new ModeratorAction.SetRole(bob.id(), Role.SPEAKER));
        bob.offers(RoomFixture.TWO_TRACKS);
        assertThat(bob.who().publications).hasSize(2);
    }

    @Test
    void whoIsBannedDoesNotComeBackWhileTheRoomLasts() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        ann.does(new ModeratorAction.Ban(bob.id()));
        assertThat(bob.client().closed).isEqualTo(ByeReason.BANNED);
        assertThat(refused(() -> fixture.join("Bob"))).isEqualTo(ErrorCode.BANNED);
        fixture.join("Cyd");

        ann.does(new ModeratorAction.End());
        assertThat(ann.client().closed).isEqualTo(ByeReason.ROOM_ENDED);
        assertThat(fixture.rooms.size()).isZero();
        fixture.join("Bob");
    }

    @Test
    void inALobbyNewcomersWaitUntilTheyAreLetIn() throws Exception {
        Somebody ann = fixture.join("Ann");
        ann.does(new ModeratorAction.Lobby(true));
        Somebody bob = fixture.join("Bob");
        Somebody cyd = fixture.join("Cyd");
        assertThat(bob.hears(ServerMessage.Waiting.class).participant()).isEqualTo(bob.id());
        assertThat(bob.heard(ServerMessage.Joined.class)).isFalse();
        assertThat(fixture.bridge.lines).doesNotContain("addPeer " + bob.id());
        assertThat(ann.hears(ServerMessage.Lobby.class).waiting())
                .extracting(ServerMessage.WaitingView::name)
                .containsExactly("Bob", "Cyd");
        assertThat(refused(() -> bob.room().chat(bob.who(), "Hello?", null)))
                .isEqualTo(ErrorCode.NOT_JOINED);

        ann.does(new ModeratorAction.Admit(bob.id()));
        assertThat(bob.heard(ServerMessage.Joined.class)).isTrue();
        ann.does(new ModeratorAction.Refuse(cyd.id()));
        assertThat(cyd.client().closed).isEqualTo(ByeReason.REFUSED);
        assertThat(ann.hears(ServerMessage.Lobby.class).waiting()).isEmpty();

        Somebody dan = fixture.join("Dan");
        ann.does(new ModeratorAction.Lobby(false));
        assertThat(dan.heard(ServerMessage.Joined.class)).isTrue();
    }

    @Test
    void aLockedOrFullRoomTakesNobody() throws Exception {
        Somebody ann = fixture.join("Ann");
        ann.does(new ModeratorAction.Lock(true));
        assertThat(refused(() -> fixture.join("Bob"))).isEqualTo(ErrorCode.ROOM_LOCKED);
        ann.does(new ModeratorAction.Lock(false));
        ann.does(settings("{'maxParticipants':2}"));
        fixture.join("Bob");
        assertThat(refused(() -> fixture.join("Cyd"))).isEqualTo(ErrorCode.ROOM_FULL);
        assertThat(fixture.rooms.size()).isOne();
    }

    @Test
    void settingsAreToldAndRightsFollowThem() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        bob.offers(RoomFixture.TWO_TRACKS);
        ann.does(settings("{'publishers':'moderators','chat':false,'title':'Town hall'}"));
        assertThat(bob.hears(ServerMessage.SettingsChanged.class).settings().title())
                .isEqualTo("Town hall");
        assertThat(bob.who().publications).isEmpty();
        assertThat(refused(() -> bob.room().chat(bob.who(), "Hello", null)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        ann.room().chat(ann.who(), "Welcome", null);
        assertThat(bob.hears(ServerMessage.Chat.class).text()).isEqualTo("Welcome");
        Somebody cyd = fixture.join("Cyd");
        assertThat(cyd.hears(ServerMessage.Joined.class).role()).isEqualTo(Role.LISTENER);
        assertThat(cyd.hears(ServerMessage.Joined.class).chat()).hasSize(1);
    }

    @Test
    void whoComesMutedUnmutesItself() throws Exception {
        Somebody ann = fixture.join("Ann");
        ann.does(settings("{'mutedOnEntry':true}"));
        Somebody bob = fixture.join("Bob");
        bob.offers(RoomFixture.TWO_TRACKS);
        assertThat(bob.hears(ServerMessage.Moderated.class))
                .isEqualTo(new ServerMessage.Moderated("mute", null, "audio"));
        assertThat(requireNonNull(bob.publication(Source.MICROPHONE)).muted()).isTrue();
        assertThat(requireNonNull(bob.publication(Source.CAMERA)).muted()).isFalse();
    }

    @Test
    void anUnknownSettingIsRefused() {
        BadMessageException e =
                catchThrowableOfType(
                        BadMessageException.class,
                        () ->
                                SettingsReader.apply(
                                        RoomSettings.DEFAULT,
                                        new ObjectMapper().readTree("{\"loked\":true}"),
                                        "moderate"));
        assertThat(e.text()).contains("may hold chat,");
    }

    @Test
    void roomsEndWhenTheirTimeIsOver() throws Exception {
        Somebody ann = fixture.join("Ann");
        ann.does(settings("{'expiresAt':%d}".formatted(fixture.timers.epochMillis() + 60_000)));
        fixture.timers.pass(59_999);
        assertThat(ann.client().closed).isNull();
        fixture.timers.pass(1);
        assertThat(ann.client().closed).isEqualTo(ByeReason.ROOM_EXPIRED);
    }

    @Test
    void aListenersTokenIsAListenerUntilItIsAskedToTheStage() throws Exception {
        Somebody ann = fixture.join(RoomFixture.withToken("ann", true, true));
        Somebody bob = fixture.join(RoomFixture.withToken("bob", false, false));
        assertThat(bob.hears(ServerMessage.Joined.class).role()).isEqualTo(Role.LISTENER);
        ann.does(new ModeratorAction.SetRole(bob.id(), Role.SPEAKER));
        assertThat(bob.hears(ServerMessage.RightsChanged.class).rights().publish()).hasSize(4);
        // Nobody inherits a room from somebody whose token said that it may moderate.
        fixture.rooms.leave(ann.who(), ByeReason.LEFT, "Bye.");
        assertThat(bob.who().isModerator()).isFalse();
    }

    @Test
    void oneIdentityIsInTheRoomOnce() throws Exception {
        Somebody ann = fixture.join(RoomFixture.withToken("ann", true, true));
        Somebody first = fixture.join(RoomFixture.withToken("bob", false, true));
        Somebody second = fixture.join(RoomFixture.withToken("bob", false, true));
        assertThat(first.client().closed).isEqualTo(ByeReason.DUPLICATE_IDENTITY);
        assertThat(second.client().closed).isNull();
        ann.does(settings("{'duplicateIdentity':'refuse'}"));
        assertThat(refused(() -> fixture.join(RoomFixture.withToken("bob", false, true))))
                .isEqualTo(ErrorCode.DUPLICATE_IDENTITY);
        ann.does(new ModeratorAction.Ban(second.id()));
        assertThat(refused(() -> fixture.join(RoomFixture.withToken("bob", false, true))))
                .isEqualTo(ErrorCode.BANNED);
    }

    @Test
    void programsAreToldInOrder() throws Exception {
        Somebody ann = fixture.join("Ann");
        ann.offers(RoomFixture.TWO_TRACKS);
        fixture.rooms.leave(ann.who(), ByeReason.LEFT, "Bye.");
        assertThat(fixture.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "RoomStarted",
                        "ParticipantJoined",
                        "PublicationStarted",
                        "PublicationStarted",
                        "PublicationEnded",
                        "PublicationEnded",
                        "ParticipantLeft",
                        "RoomFinished");
    }

    @Test
    void onlyModeratorsPublishWhatTheRoomDoesNotAllow() throws Exception {
        Somebody ann = fixture.join("Ann");
        Somebody bob = fixture.join("Bob");
        ann.offers(RoomFixture.TWO_TRACKS);
        bob.offers(RoomFixture.TWO_TRACKS);
        ann.does(settings("{'sources':['microphone','screen']}"));
        assertThat(bob.hears(ServerMessage.RightsChanged.class).rights().publish())
                .containsExactly(Source.MICROPHONE, Source.SCREEN);
        assertThat(bob.publication(Source.CAMERA)).isNull();
        assertThat(bob.publication(Source.MICROPHONE)).isNotNull();
        assertThat(ann.publication(Source.CAMERA)).isNotNull();
        var answer =
                bob.room()
                        .offer(
                                bob.who(),
                                bob.who().lastOfferId + 1,
                                RoomFixture.TWO_TRACKS,
                                List.of());
        assertThat(answer.refused()).containsExactly("1");

        ann.does(new ModeratorAction.SetRole(bob.id(), Role.MODERATOR));
        assertThat(bob.hears(ServerMessage.RightsChanged.class).rights().publish()).hasSize(4);
        for (String wrong : List.of("null", "'camera'", "['nose']", "['camera','camera']", "[7]")) {
            assertThat(refused(() -> ann.does(settings("{'sources':" + wrong + "}"))))
                    .as(wrong)
                    .isEqualTo(ErrorCode.BAD_MESSAGE);
        }
    }

    @Test
    void aParticipantsMetadataIsItsTokensUntilAProgramSaysOtherwise() throws Exception {
        Somebody ann = fixture.join(RoomFixture.withToken("ann", true, true));
        Somebody bob = fixture.join(RoomFixture.withMetadata("bob", "seat 7"));
        assertThat(ann.hears(ServerMessage.ParticipantJoined.class).participant().metadata())
                .isEqualTo("seat 7");
        ann.room().moderate(new ModeratorAction.SetMetadata(bob.id(), "seat 8"));
        assertThat(ann.hears(ServerMessage.ParticipantChanged.class).participant().metadata())
                .isEqualTo("seat 8");
        ann.room().moderate(new ModeratorAction.SetMetadata(bob.id(), null));
        assertThat(bob.hears(ServerMessage.ParticipantChanged.class).participant().metadata())
                .isNull();
    }

    @Test
    void whatIsDoneToSomebodyWhoIsNotThereIsRefused() throws Exception {
        Somebody ann = fixture.join(newcomer("Ann"));
        assertThat(refused(() -> ann.does(new ModeratorAction.Remove("p-0"))))
                .isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
        assertThat(refused(() -> ann.does(new ModeratorAction.Admit(ann.id()))))
                .isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }
}
