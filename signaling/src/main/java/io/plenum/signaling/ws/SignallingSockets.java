package io.plenum.signaling.ws;

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

/** All open signalling WebSockets of a server; watches their deadlines. */
public final class SignallingSockets implements AutoCloseable {
    /** The WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "plenum.v1";

    private final Rooms rooms;
    private final SignallingCounters counters;
    private final Set<SignallingSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("plenum-deadlines").factory());
    private final ExecutorService leaving = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts watching. */
    public SignallingSockets(Rooms rooms, SignallingCounters counters) {
        this.rooms = rooms;
        this.counters = counters;
        var _ = watch.scheduleAtFixedRate(this::checkDeadlines, 1, 1, TimeUnit.SECONDS);
    }

    /** The listener for a connection that was accepted. */
    public Session.Listener newListener() {
        return new SignallingSocket(rooms, counters, this);
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

    private void checkDeadlines() {
        long nowNanos = System.nanoTime();
        for (SignallingSocket socket : open) {
            socket.checkDeadlines(nowNanos);
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
