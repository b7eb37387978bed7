package io.plenum.signaling;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.config.BridgeConfig;
import io.plenum.bridge.config.Bridges;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.http.HttpServer;
import io.plenum.signaling.http.ServerState;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.ws.SignallingSockets;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The whole server in one object: bridge, rooms, HTTP. Owns all three; {@link #close} ends them in
 * the order in which clients hear of it: goodbye first, then media, then the listener.
 */
public final class PlenumServer implements AutoCloseable {
    private final Rooms rooms;
    private final Bridge bridge;
    private final SignallingSockets sockets;
    private final SignallingCounters counters;
    private final HttpServer http;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile ServerState state = ServerState.STARTING;

    private PlenumServer(ServerConfig config, Rooms rooms, Bridge bridge) {
        this.rooms = rooms;
        this.bridge = bridge;
        counters = new SignallingCounters();
        sockets = new SignallingSockets(rooms, counters);
        http = new HttpServer(config.http(), bridge, rooms, sockets, counters, () -> state);
    }

    /**
     * Starts everything; when this returns, participants can come.
     *
     * @throws IOException if a port, address or provider of ciphers cannot be used; the message
     *     says which and what to do
     */
    public static PlenumServer start(ServerConfig config) throws IOException {
        Rooms rooms = new Rooms();
        Bridge bridge = Bridges.start(bridgeConfig(config.media()), rooms);
        try {
            rooms.setBridge(bridge);
            PlenumServer server = new PlenumServer(config, rooms, bridge);
            try {
                server.http.start();
                server.state = ServerState.SERVING;
                return server;
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            bridge.close();
            throw e;
        }
    }

    private static BridgeConfig bridgeConfig(ServerConfig.Media media) {
        return new BridgeConfig(
                media.port(),
                media.bind(),
                media.advertise(),
                media.loops(),
                switch (media.io()) {
                    case AUTO -> BridgeConfig.Io.AUTO;
                    case LINUX -> BridgeConfig.Io.LINUX;
                    case NIO -> BridgeConfig.Io.NIO;
                },
                switch (media.gso()) {
                    case AUTO -> BridgeConfig.Gso.AUTO;
                    case OFF -> BridgeConfig.Gso.OFF;
                },
                media.dscp(),
                switch (media.crypto()) {
                    case AUTO -> BridgeConfig.Crypto.AUTO;
                    case JDK -> BridgeConfig.Crypto.JDK;
                    case ACCP -> BridgeConfig.Crypto.ACCP;
                });
    }

    /** The port of page and signalling. */
    public int httpPort() {
        return http.port();
    }

    /** The bridge inside. */
    public Bridge bridge() {
        return bridge;
    }

    /** The rooms inside. */
    public Rooms rooms() {
        return rooms;
    }

    /** What signalling counted. */
    public SignallingCounters counters() {
        return counters;
    }

    /** The line that says participants can come. */
    public String readyLine() {
        int first =
                bridge.candidates().stream()
                        .mapToInt(candidate -> candidate.port())
                        .min()
                        .orElse(0);
        int last =
                bridge.candidates().stream()
                        .mapToInt(candidate -> candidate.port())
                        .max()
                        .orElse(0);
        return "Plenum is ready: http://localhost:%d/ (media udp %s)"
                .formatted(httpPort(), first == last ? first : first + "-" + last);
    }

    /** Says goodbye to everyone and ends all threads and ports. Idempotent; takes at most 5 s. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        state = ServerState.STOPPING;
        rooms.close();
        sockets.close();
        bridge.close();
        http.close();
    }
}
