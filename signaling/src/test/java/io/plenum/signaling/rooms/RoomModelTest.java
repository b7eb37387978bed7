package io.plenum.signaling.rooms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ModeratorAction.Part;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.RoomSettings.Publishers;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.VirtualTimers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Random sequences of everything that can happen to a room, against a model that is simple enough
 * to be right. After each step the room is what the model says, and what each client and the bridge
 * were told adds up to the same.
 */
class RoomModelTest {
    private static final int SEQUENCES = 2_000;
    private static final int STEPS = 30;
    private static final String[] NAMES = {"Ann", "Bob", "Cyd", "Dan", "Eve", "Fay"};
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Rooms.class);

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.WARN);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    @Test
    void theRoomIsWhatTheModelSaysAfterEveryStep() throws Exception {
        for (long seed = 1; seed <= SEQUENCES; seed++) {
            Run run = new Run(seed);
            try {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                    run.check();
                }
                run.end();
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + ": " + run.history, e);
            }
        }
    }

    /** A bridge that knows what it was told. */
    private static final class ModelBridge extends BridgeCalls {
        final Set<String> peers = new HashSet<>();
        final Map<String, MediaParameters> negotiated = new HashMap<>();
        final Map<String, Map<String, String>> shown = new HashMap<>();
        final Set<String> withheld = new HashSet<>();

        @Override
        public LocalTransport addPeer(String room, String peer) {
            assertThat(peers.add(peer)).isTrue();
            return LOCAL;
        }

        @Override
        public void setMedia(String peer, MediaParameters parameters) {
            assertThat(peers).contains(peer);
            negotiated.put(peer, parameters);
            Set<String> mids =
                    parameters.slots().stream().map(slot -> slot.mid()).collect(Collectors.toSet());
            shown.computeIfAbsent(peer, key -> new HashMap<>()).keySet().retainAll(mids);
        }

        @Override
        public void assign(String peer, String mid, @Nullable String publication) {
            assertThat(peers).contains(peer);
            Map<String, String> slots = shown.computeIfAbsent(peer, key -> new HashMap<>());
            if (publication == null) {
                slots.remove(mid);
            } else {
                slots.put(mid, publication);
            }
        }

        @Override
        public void followLoudest(String peer, String mid) {
            shown.computeIfAbsent(peer, key -> new HashMap<>()).remove(mid);
        }

        @Override
        public void setWithheld(String peer, String publication, boolean on) {
            if (on) {
                withheld.add(publication);
            } else {
                withheld.remove(publication);
            }
        }

        @Override
        public void removePeer(String peer, CloseReason reason) {
            peers.remove(peer);
            negotiated.remove(peer);
            shown.remove(peer);
        }
    }

    /** Somebody, as the model knows it. */
    private static final class Person {
        final Participant who;
        final String name;
        ClientView client;
        Role role;
        boolean hand;
        boolean lost;
        long lostAtMillis;
        final Set<Source> muted = new HashSet<>();

        Person(Participant who, String name, ClientView client, Role role) {
            this.who = who;
            this.name = name;
            this.client = client;
            this.role = role;
        }
    }

    private static final class Run {
        final SplittableRandom random;
        final ModelBridge bridge = new ModelBridge();
        final VirtualTimers timers = new VirtualTimers();
        final Rooms rooms;
        final List<String> history = new ArrayList<>();

        /** The model. */
        final Map<String, Person> members = new LinkedHashMap<>();

        final Map<String, Person> waiting = new LinkedHashMap<>();
        final Set<String> banned = new HashSet<>();
        final List<Person> gone = new ArrayList<>();
        boolean locked;
        boolean lobby;
        boolean mutedOnEntry;
        Publishers publishers = Publishers.EVERYONE;
        Set<Source> sources = EnumSet.allOf(Source.class);

        Run(long seed) {
            random = new SplittableRandom(seed);
            rooms = new Rooms(timers, random.split());
            rooms.setBridge(bridge);
        }

        void step() throws Exception {
            int dice = random.nextInt(100);
            if (dice < 24 || members.isEmpty()) {
                join();
            } else if (dice < 30) {
                leave(one(members));
            } else if (dice < 37) {
                lose(one(members));
            } else if (dice < 45) {
                resume(one(members), random.nextInt(4) > 0);
            } else if (dice < 60) {
                offer(one(members), random.nextBoolean());
            } else if (dice < 66) {
                mute(one(members));
            } else if (dice < 70) {
                hand(one(members));
            } else if (dice < 74) {
                pass(random.nextInt(40_000));
            } else if (dice < 77) {
                mediaFails(one(members));
            } else if (dice < 79 && !waiting.isEmpty()) {
                leaveLobby(one(waiting));
            } else {
                moderate(one(members));
            }
            timers.pass(0);
        }

        private Person one(Map<String, Person> among) {
            List<Person> all = List.copyOf(among.values());
            return all.get(random.nextInt(all.size()));
        }

        private void note(Object... words) {
            history.add(Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
        }

        private void join() throws BadMessageException {
            String name = NAMES[random.nextInt(NAMES.length)];
            note("join", name);
            ClientView client = new ClientView();
            Participant who;
            try {
                who = rooms.join("daily", RoomFixture.newcomer(name), client);
            } catch (BadMessageException e) {
                assertThat(e.bye()).isNotNull();
                assertThat(e.code())
                        .isEqualTo(
                                banned.contains(name) ? ErrorCode.BANNED : ErrorCode.ROOM_LOCKED);
                assertThat(banned.contains(name) || locked).isTrue();
                return;
            }
            assertThat(banned).doesNotContain(name);
            assertThat(locked).isFalse();
            Role role =
                    moderator() == null
                            ? Role.MODERATOR
                            : publishers == Publishers.EVERYONE ? Role.SPEAKER : Role.LISTENER;
            Person person = new Person(who, name, client, role);
            boolean waits = lobby && role != Role.MODERATOR;
            assertThat(client.waiting).isEqualTo(waits);
            (waits ? waiting : members).put(who.id(), person);
        }

        private @Nullable Person moderator() {
            return members.values().stream()
                    .filter(each -> each.role == Role.MODERATOR)
                    .findFirst()
                    .orElse(null);
        }

        private void leave(Person person) {
            note("leave", person.who.id());
            rooms.leave(person.who, ByeReason.LEFT, "Bye.");
            left(person);
        }

        private void mediaFails(Person person) {
            note("media of", person.who.id(), "fails");
            rooms.onEvent(new BridgeEvent.PeerClosed(person.who.id(), CloseReason.CONSENT_EXPIRED));
            left(person);
        }

        private void leaveLobby(Person person) {
            note(person.who.id(), "does not wait any longer");
            rooms.onConnectionClosed(person.who, person.client, random.nextBoolean());
            waiting.remove(person.who.id());
            gone.add(person);
            roomMayEnd();
        }

        private void left(Person person) {
            members.remove(person.who.id());
            gone.add(person);
            if (person.role == Role.MODERATOR && moderator() == null) {
                members.values().stream().findFirst().ifPresent(next -> next.role = Role.MODERATOR);
            }
            roomMayEnd();
        }

        private void roomMayEnd() {
            if (members.isEmpty() && waiting.isEmpty()) {
                banned.clear();
                locked = false;
                lobby = false;
                mutedOnEntry = false;
                publishers = Publishers.EVERYONE;
                sources = EnumSet.allOf(Source.class);
            }
        }

        private void lose(Person person) {
            note("lose", person.who.id());
            rooms.onConnectionClosed(person.who, person.client, false);
            if (!person.lost) {
                person.lost = true;
                person.lostAtMillis = timers.epochMillis();
            }
        }

        private void resume(Person person, boolean right) {
            note("resume", person.who.id(), right);
            String secret = requireNonNull(person.client.secret);
            ClientView again = new ClientView();
            Participant same = rooms.resume("daily", right ? secret : secret + "x", again);
            assertThat(same).isSameAs(right ? person.who : null);
            if (right) {
                assertThat(rooms.resume("daily", secret, new ClientView())).isNull();
                ClientView before = person.client;
                person.client = again;
                person.lost = false;
                // What the old connection does now is nobody's business.
                rooms.onConnectionClosed(person.who, before, random.nextBoolean());
            }
        }

        private void offer(Person person, boolean publishes) throws Exception {
            note("offer of", person.who.id(), "publishes", publishes);
            boolean first = person.who.media == null;
            String sdp = publishes ? RoomFixture.TWO_TRACKS : RoomFixture.SLOTS;
            var answer =
                    person.who.room().offer(person.who, person.who.lastOfferId + 1, sdp, List.of());
            person.who.room().assignAfterAnswer(person.who);
            boolean speaks = mayPublish(person, Source.MICROPHONE);
            assertThat(answer.refused().isEmpty())
                    .isEqualTo(!publishes || (speaks && mayPublish(person, Source.CAMERA)));
            if (!publishes) {
                person.muted.clear();
            } else if (first && mutedOnEntry && speaks && person.role != Role.MODERATOR) {
                person.muted.add(Source.MICROPHONE);
            }
            forgetMutes(person);
        }

        /** What is not published cannot be muted. */
        private void forgetMutes(Person person) {
            person.muted.removeIf(source -> !mayPublish(person, source));
        }

        private boolean mayPublish(Person person, Source source) {
            return person.role == Role.MODERATOR
                    || (person.role == Role.SPEAKER
                            && publishers != Publishers.MODERATORS
                            && sources.contains(source));
        }

        private void mute(Person person) throws BadMessageException {
            for (RoomPublication each : List.copyOf(person.who.publications.values())) {
                boolean muted = random.nextBoolean();
                note(person.who.id(), "mutes", each.source(), muted);
                person.who.room().mute(person.who, each.mid(), muted);
                if (!muted) {
                    person.muted.remove(each.source());
                }
            }
        }

        private void hand(Person person) {
            note("hand of", person.who.id());
            try {
                person.who.room().hand(person.who, !person.hand);
                person.hand = !person.hand;
            } catch (BadMessageException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            }
        }

        private void pass(long millis) {
            note(millis, "ms pass");
            timers.pass(millis);
            for (Person each : List.copyOf(members.values())) {
                if (each.lost
                        && timers.epochMillis() - each.lostAtMillis >= Reconnection.GRACE_MILLIS) {
                    left(each);
                }
            }
        }

        private void moderate(Person by) throws BadMessageException {
            Person person =
                    !waiting.isEmpty() && random.nextInt(3) == 0 ? one(waiting) : one(members);
            ModeratorAction action = action(person.who.id());
            note(by.who.id(), action);
            boolean waits = waiting.containsKey(person.who.id());
            boolean forWaiting =
                    action instanceof ModeratorAction.Admit
                            || action instanceof ModeratorAction.Refuse;
            boolean toSomebody =
                    action.participant() != null && !(action instanceof ModeratorAction.Ban);
            ErrorCode expected =
                    by.role != Role.MODERATOR
                            ? ErrorCode.FORBIDDEN
                            : toSomebody && waits != forWaiting
                                    ? ErrorCode.UNKNOWN_PARTICIPANT
                                    : endsModeration(person, action) ? ErrorCode.FORBIDDEN : null;
            ErrorCode found = null;
            try {
                by.who.room().moderate(by.who, action);
            } catch (BadMessageException e) {
                found = e.code();
            }
            assertThat(found).isEqualTo(expected);
            if (expected == null) {
                apply(by, person, action);
            }
        }

        /** Nobody would be left who moderates. */
        private boolean endsModeration(Person person, ModeratorAction action) {
            return action instanceof ModeratorAction.SetRole setRole
                    && setRole.role() != Role.MODERATOR
                    && person.role == Role.MODERATOR
                    && members.values().stream().filter(each -> each.role == Role.MODERATOR).count()
                            == 1;
        }

        private ModeratorAction action(String id) {
            return switch (random.nextInt(14)) {
                case 0 -> new ModeratorAction.Mute(id, Part.AUDIO);
                case 1 -> new ModeratorAction.Mute(null, Part.VIDEO);
                case 2 -> new ModeratorAction.AskToUnmute(id, Part.AUDIO);
                case 3, 4, 5 -> new ModeratorAction.SetRole(id, Role.values()[random.nextInt(3)]);
                case 6 -> new ModeratorAction.Remove(id);
                case 7 -> new ModeratorAction.Ban(id);
                case 8 -> new ModeratorAction.Admit(id);
                case 9 -> new ModeratorAction.Refuse(id);
                case 10 -> new ModeratorAction.LowerHand(id);
                case 11 -> new ModeratorAction.Lock(random.nextInt(3) == 0);
                case 12 -> new ModeratorAction.Lobby(random.nextBoolean());
                default -> settings();
            };
        }

        private ModeratorAction settings() {
            if (random.nextInt(8) == 0) {
                return new ModeratorAction.End();
            }
            var changes = JsonNodeFactory.instance.objectNode();
            changes.set("mutedOnEntry", BooleanNode.valueOf(random.nextBoolean()));
            changes.put("publishers", Publishers.values()[random.nextInt(3)].text());
            ArrayNode allowed = changes.putArray("sources");
            for (Source each : Source.values()) {
                if (random.nextInt(4) > 0) {
                    allowed.add(each.text());
                }
            }
            return new ModeratorAction.Settings(changes);
        }

        private void apply(Person by, Person person, ModeratorAction action) {
            switch (action) {
                case ModeratorAction.Mute mute -> {
                    for (Person each : members.values()) {
                        boolean meant =
                                mute.participant() == null
                                        ? each != by && each.role != Role.MODERATOR
                                        : each == person;
                        for (RoomPublication sent : each.who.publications.values()) {
                            if (meant && mute.part().includes(sent.source())) {
                                each.muted.add(sent.source());
                            }
                        }
                    }
                }
                case ModeratorAction.SetRole setRole -> person.role = setRole.role();
                case ModeratorAction.Remove remove -> left(person);
                case ModeratorAction.Ban ban -> {
                    banned.add(person.name);
                    if (waiting.remove(person.who.id()) == null) {
                        left(person);
                    } else {
                        gone.add(person);
                    }
                }
                case ModeratorAction.Admit admit -> {
                    waiting.remove(person.who.id());
                    members.put(person.who.id(), person);
                }
                case ModeratorAction.Refuse refuse -> {
                    waiting.remove(person.who.id());
                    gone.add(person);
                }
                case ModeratorAction.LowerHand lower -> person.hand = false;
                case ModeratorAction.Lock lock -> locked = lock.on();
                case ModeratorAction.Lobby now -> {
                    lobby = now.on();
                    if (!lobby) {
                        members.putAll(waiting);
                        waiting.clear();
                    }
                }
                case ModeratorAction.Settings settings -> {
                    mutedOnEntry = settings.changes().get("mutedOnEntry").booleanValue();
                    String text = settings.changes().get("publishers").textValue();
                    for (Publishers each : Publishers.values()) {
                        publishers = each.text().equals(text) ? each : publishers;
                    }
                    sources = EnumSet.noneOf(Source.class);
                    for (JsonNode each : settings.changes().get("sources")) {
                        sources.add(requireNonNull(Source.ofText(each.textValue())));
                    }
                }
                case ModeratorAction.End end -> {
                    gone.addAll(members.values());
                    gone.addAll(waiting.values());
                    members.clear();
                    waiting.clear();
                    roomMayEnd();
                }
                case ModeratorAction.AskToUnmute ask -> {}
                case ModeratorAction.Rename rename -> {}
                case ModeratorAction.SetAttributes set -> {}
                case ModeratorAction.SetMetadata set -> {}
            }
            members.values().forEach(this::forgetMutes);
        }

        void check() {
            Room room = rooms.get("daily");
            assertThat(room != null).isEqualTo(!members.isEmpty() || !waiting.isEmpty());
            assertThat(bridge.peers).isEqualTo(members.keySet());
            for (Person each : gone) {
                assertThat(each.client.closed != null || each.lost).isTrue();
            }
            if (room == null) {
                return;
            }
            RoomSnapshot snapshot = room.snapshot();
            assertThat(snapshot.participants())
                    .extracting(ParticipantView::id)
                    .containsExactlyElementsOf(members.keySet());
            assertThat(snapshot.waiting())
                    .extracting(each -> each.id())
                    .containsExactlyElementsOf(waiting.keySet());
            Set<String> published = new HashSet<>();
            for (ParticipantView view : snapshot.participants()) {
                Person person = requireNonNull(members.get(view.id()));
                checkPerson(person, view);
                view.publications().forEach(each -> published.add(each.id()));
            }
            for (Person person : members.values()) {
                if (!person.lost) {
                    checkClient(person, snapshot, published);
                }
                // Nobody is sent what is not published, nor itself.
                for (String each : bridge.shown.getOrDefault(person.who.id(), Map.of()).values()) {
                    assertThat(published).contains(each);
                    assertThat(person.who.publications.values())
                            .noneMatch(own -> own.id().equals(each));
                }
            }
        }

        private void checkPerson(Person person, ParticipantView view) {
            assertThat(view.role()).isEqualTo(person.role);
            assertThat(view.handRaisedAt() != null).isEqualTo(person.hand);
            assertThat(view.reconnecting()).isEqualTo(person.lost);
            MediaParameters media = bridge.negotiated.get(view.id());
            assertThat(media == null ? 0 : media.publications().size())
                    .isEqualTo(view.publications().size());
            for (RoomPublication each : person.who.publications.values()) {
                assertThat(mayPublish(person, each.source())).isTrue();
                assertThat(bridge.withheld.contains(each.id()))
                        .isEqualTo(person.muted.contains(each.source()));
                assertThat(each.muted() || !person.muted.contains(each.source())).isTrue();
            }
        }

        private void checkClient(Person person, RoomSnapshot snapshot, Set<String> published) {
            ClientView client = person.client;
            assertThat(client.closed).isNull();
            List<ParticipantView> others = new ArrayList<>(snapshot.participants());
            others.removeIf(each -> each.id().equals(person.who.id()));
            assertThat(client.others.values()).containsExactlyInAnyOrderElementsOf(others);
            assertThat(client.own).isEqualTo(person.who.state());
            assertThat(client.settings).isEqualTo(snapshot.settings());
            assertThat(client.rights).isEqualTo(person.who.rights);
            assertThat(requireNonNull(client.rights).publish())
                    .containsExactlyElementsOf(
                            Arrays.stream(Source.values())
                                    .filter(each -> mayPublish(person, each))
                                    .toList());
            if (person.role == Role.MODERATOR) {
                assertThat(client.lobby).isEqualTo(snapshot.waiting());
            }
            for (SlotView slot : client.slots) {
                if (slot.publication() != null) {
                    assertThat(published).contains(slot.publication());
                    assertThat(bridge.shown.getOrDefault(person.who.id(), Map.of()).get(slot.mid()))
                            .isIn(slot.publication(), null);
                }
            }
        }

        void end() {
            List.copyOf(members.values()).forEach(this::leave);
            List.copyOf(waiting.values()).forEach(this::leaveLobby);
            timers.pass(60_000);
            check();
            assertThat(rooms.size()).isZero();
            assertThat(timers.waiting()).isZero();
        }
    }
}
