package io.plenum.signaling.ws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plenum.signaling.auth.Access;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ProtocolSchema;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.RecordingClient;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Ten thousand mutations of each message, through everything behind the WebSocket: each is answered
 * or taken, nothing is thrown, and the room that they are sent to does not notice.
 */
class HostileMessagesTest {
    private static final int MUTATIONS = 10_000;

    /** Fewer than the rate limit stands. */
    private static final int PER_CONNECTION = 100;

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Rooms.class);

    private final SignallingCounters counters = new SignallingCounters();
    private final BridgeCalls bridge = new BridgeCalls();
    private final Rooms rooms = new Rooms();
    private final SignallingSockets sockets = new SignallingSockets(rooms, Access.OPEN, counters);
    private final RecordingClient moderator = new RecordingClient();

    @BeforeEach
    void openTheRoom() throws Exception {
        LOG.setLevel(Level.WARN);
        rooms.setBridge(bridge);
        rooms.join(
                "daily", new Newcomer("Ann", Grants.OPEN, Map.of(), "192.0.2.1", true), moderator);
    }

    @AfterEach
    void close() {
        sockets.close();
        rooms.close();
        LOG.setLevel(null);
    }

    /** A connection without a network, and what it was sent. */
    private final class Hostile {
        final List<String> sent = new ArrayList<>();
        private final SignallingSocket socket =
                new SignallingSocket(
                        rooms,
                        Access.OPEN,
                        counters,
                        sockets,
                        new SignallingSockets.Caller("192.0.2.7", () -> {}));

        Hostile() {
            Session session =
                    (Session)
                            Proxy.newProxyInstance(
                                    Session.class.getClassLoader(),
                                    new Class<?>[] {Session.class},
                                    (proxy, method, arguments) -> {
                                        if (method.getName().equals("sendText")) {
                                            sent.add((String) arguments[0]);
                                            ((Callback) arguments[1]).succeed();
                                        }
                                        return null;
                                    });
            socket.onWebSocketOpen(session);
        }

        void say(String text) {
            socket.onWebSocketPartialText(text, true);
        }

        void hangUp() {
            socket.onWebSocketClose(1000, "", Callback.NOOP);
        }
    }

    @Test
    void noMutationOfAnyMessageIsNoticedByTheOthers() {
        SplittableRandom random = new SplittableRandom(7);
        for (JsonNode example : ProtocolSchema.read().examples("client")) {
            for (int done = 0; done < MUTATIONS; done += PER_CONNECTION) {
                Hostile hostile = new Hostile();
                hostile.say(
                        "{\"type\":\"join\",\"protocol\":1,\"room\":\"daily\",\"name\":\"Mal\"}");
                for (int i = 0; i < PER_CONNECTION; i++) {
                    String mutated = mutated(example, random);
                    try {
                        hostile.say(mutated);
                    } catch (RuntimeException e) {
                        throw new AssertionError("thrown by " + mutated, e);
                    }
                }
                hostile.hangUp();
                assertThat(hostile.sent)
                        .allSatisfy(
                                text ->
                                        assertThat(text)
                                                .startsWith("{\"type\":")
                                                .doesNotContain("Exception", "io.plenum"));
                bridge.lines.clear();
                moderator.clear();
            }
        }
        var room = requireNonNull(rooms.get("daily"));
        assertThat(moderator.closed).isNull();
        assertThat(room.snapshot().settings()).isEqualTo(RoomSettings.DEFAULT);
        assertThat(room.find("Ann")).isNotNull();
    }

    /** Mutated as text, or as JSON, which gets further. */
    private static String mutated(JsonNode example, SplittableRandom random) {
        if (random.nextBoolean()) {
            ObjectNode changed = example.deepCopy();
            List<String> fields = changed.properties().stream().map(Map.Entry::getKey).toList();
            String field = fields.get(random.nextInt(fields.size()));
            changed.set(field, odd(random, changed.get(field)));
            return changed.toString();
        }
        StringBuilder text = new StringBuilder(example.toString());
        for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(128));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(0x1_0000));
                case 3 -> text.setLength(at);
                default -> text.insert(at, text.substring(random.nextInt(text.length())));
            }
        }
        return text.toString();
    }

    private static JsonNode odd(SplittableRandom random, JsonNode before) {
        ObjectMapper json = new ObjectMapper();
        return switch (random.nextInt(10)) {
            case 0 -> json.nullNode();
            case 1 -> json.valueToTree(random.nextInt());
            case 2 -> json.valueToTree(random.nextLong());
            case 3 -> json.valueToTree(random.nextDouble());
            case 4 -> json.valueToTree("\u0000\uD800 " + random.nextInt());
            case 5 -> json.valueToTree("x".repeat(random.nextInt(20_000)));
            case 6 -> json.valueToTree(random.nextBoolean());
            case 7 -> json.createArrayNode().add(before).add(before);
            case 8 -> json.createObjectNode().set("type", before);
            default -> json.createObjectNode();
        };
    }

    @Test
    void nothingButAJoinIsTakenFirst() {
        for (JsonNode example : ProtocolSchema.read().examples("client")) {
            String type = example.get("type").textValue();
            if (!List.of("join", "ping", "leave").contains(type)) {
                Hostile hostile = new Hostile();
                hostile.say(example.toString());
                assertThat(hostile.sent.getLast()).as(type).contains("\"error\":\"not-joined\"");
            }
        }
    }
}
