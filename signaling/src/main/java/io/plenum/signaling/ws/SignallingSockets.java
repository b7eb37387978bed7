package io.plenum.signaling.ws;

import io.plenum.signaling.auth.Access;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.rooms.Rooms;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All open signalling WebSockets of a server; watches their deadlines. */
public final class SignallingSockets implements AutoCloseable {
    /** The WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "plenum.v1";

    private static final Logger LOG = LoggerFactory.getLogger(SignallingSockets.class);

    private final Rooms rooms;
    private final Access access;
    private final SignallingCounters counters;
    private final Set<SignallingSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("plenum-deadlines").factory());
    private final ExecutorService leaving = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts watching. */
    public SignallingSockets(Rooms rooms, Access access, SignallingCounters counters) {
        this.rooms = rooms;
        this.access = access;
        this.counters = counters;
        var _ =
                watch.scheduleAtFixedRate(
                        () -> checkDeadlines(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Who opens a connection.
     *
     * @param address it comes from, as text
     * @param onBadToken told of each token that is not accepted
     */
    public record Caller(String address, Runnable onBadToken) {}

    /** The listener for a connection that was accepted. */
    public Session.Listener newListener(Caller caller) {
        return new SignallingSocket(rooms, access, counters, this, caller);
    }

    void add(SignallingSocket socket) {
        open.add(socket);
    }

    void remove(SignallingSocket socket) {
        open.remove(socket);
    }

    void execute(Runnable task) {
        leaving.execute(task);
    }

    /** Looks at each connection. One that fails is nobody else's trouble, nor the watch's end. */
    void checkDeadlines(long nowNanos) {
        for (SignallingSocket socket : open) {
            try {
                socket.checkDeadlines(nowNanos);
            } catch (RuntimeException e) {
                LOG.error("the deadlines of a connection could not be looked at", e);
            }
        }
    }

    /** Says goodbye to whoever is left, joined or not, and ends the threads. */
    @Override
    public void close() {
        watch.shutdownNow();
        for (SignallingSocket socket : open) {
            socket.close(ByeReason.SERVER_SHUTDOWN, "The server is shutting down.");
        }
        leaving.shutdown();
    }
}
