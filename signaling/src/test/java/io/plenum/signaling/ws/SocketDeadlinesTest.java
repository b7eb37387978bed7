package io.plenum.signaling.ws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.plenum.signaling.auth.Access;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.RecordingClient;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Connections on which nothing comes: half open, or opened for nothing. */
class SocketDeadlinesTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(SignallingSockets.class);

    private final SignallingCounters counters = new SignallingCounters();
    private final Rooms rooms = new Rooms();
    private final SignallingSockets sockets = new SignallingSockets(rooms, Access.OPEN, counters);

    @BeforeEach
    void open() {
        rooms.setBridge(new BridgeCalls());
    }

    @AfterEach
    void close() {
        LOG.setLevel(null);
        sockets.close();
        rooms.close();
    }

    /** A connection without a network, and what was done to it. */
    private final class Silent {
        final List<String> sent = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        final SignallingSocket socket =
                new SignallingSocket(
                        rooms,
                        Access.OPEN,
                        counters,
                        sockets,
                        new SignallingSockets.Caller("192.0.2.7", () -> {}));

        Silent(boolean broken) {
            Session session =
                    (Session)
                            Proxy.newProxyInstance(
                                    Session.class.getClassLoader(),
                                    new Class<?>[] {Session.class},
                                    (proxy, method, arguments) -> {
                                        if (broken && method.getName().equals("sendText")) {
                                            throw new IllegalStateException("broken, for a test");
                                        }
                                        if (method.getName().equals("sendText")) {
                                            sent.add((String) arguments[0]);
                                            ((Callback) arguments[1]).succeed();
                                        } else if (method.getName().equals("close")) {
                                            done.add("close " + arguments[0]);
                                        } else {
                                            done.add(method.getName());
                                        }
                                        return null;
                                    });
            socket.onWebSocketOpen(session);
        }
    }

    private static long inSeconds(long seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void whoDoesNotJoinIsToldSoAndCutOffIfItDoesNotCloseEither() {
        Silent client = new Silent(false);
        sockets.checkDeadlines(inSeconds(9));
        assertThat(client.done).isEmpty();

        sockets.checkDeadlines(inSeconds(11));
        assertThat(client.sent.getLast())
                .contains("\"type\":\"bye\"", "\"reason\":\"timeout\"", "\"action\":\"resume\"");
        assertThat(client.done).containsExactly("close 4004");
        assertThat(counters.get(SignallingCount.CLOSED_NO_JOIN)).isEqualTo(1);

        sockets.checkDeadlines(inSeconds(6));
        assertThat(client.done).containsExactly("close 4004", "disconnect");
    }

    @Test
    void whoIsSilentForAMinuteIsClosedAndItsPlaceIsKept() throws Exception {
        RecordingClient other = new RecordingClient();
        rooms.join("daily", new Newcomer("Ann", Grants.OPEN, Map.of(), "192.0.2.1", true), other);
        Silent client = new Silent(false);
        client.socket.onWebSocketPartialText(
                "{\"type\":\"join\",\"protocol\":1,\"room\":\"daily\",\"name\":\"Bob\"}", true);
        sockets.checkDeadlines(inSeconds(59));
        assertThat(client.done).isEmpty();

        sockets.checkDeadlines(inSeconds(61));
        assertThat(client.sent.getLast()).contains("\"reason\":\"timeout\"");
        assertThat(counters.get(SignallingCount.CLOSED_SILENT)).isEqualTo(1);
        assertThat(other.last(ServerMessage.ParticipantChanged.class).participant().reconnecting())
                .isTrue();
        assertThat(requireNonNull(rooms.get("daily")).snapshot().participants()).hasSize(2);
    }

    @Test
    void aConnectionThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        LOG.setLevel(Level.OFF); // it is told, with a stack trace each
        List<Silent> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(new Silent(i % 2 == 0));
        }
        sockets.checkDeadlines(inSeconds(11));
        for (int i = 1; i < 20; i += 2) {
            assertThat(clients.get(i).done).containsExactly("close 4004");
        }
    }
}
