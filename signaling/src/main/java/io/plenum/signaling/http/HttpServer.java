package io.plenum.signaling.http;

import io.plenum.bridge.api.Bridge;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.ws.SignallingSockets;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The HTTP listener with everything it serves. Requests run on virtual threads. */
public final class HttpServer implements AutoCloseable {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private final Server server;
    private final ServerConnector connector;

    /**
     * Puts the handlers together; nothing listens yet.
     *
     * @param state what the health pages tell
     */
    public HttpServer(
            ServerConfig.Http config,
            Bridge bridge,
            Rooms rooms,
            SignallingSockets sockets,
            SignallingCounters counters,
            Supplier<ServerState> state) {
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("plenum-http");
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(16 * 1024);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setPort(config.port());
        connector.setHost(config.bind());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        server.addConnector(connector);
        server.setStopTimeout(1_000);

        PathMappingsHandler paths = new PathMappingsHandler();
        paths.addMapping(PathSpec.from("/health/*"), new HealthHandler(state));
        paths.addMapping(PathSpec.from("/api/v1/stats"), new StatsHandler(bridge, counters));
        paths.addMapping(PathSpec.from("/whip/*"), new WhipHandler(rooms, counters));
        paths.addMapping(PathSpec.from("/whep/*"), new WhepHandler(rooms, counters));
        ContextHandler root = new ContextHandler("/");
        paths.addMapping(
                PathSpec.from("/v1/ws"), new SignallingHandler(webSockets(server, root), sockets));
        paths.addMapping(PathSpec.from("/"), new WebClientHandler());
        root.setHandler(new SecurityHeaders(new Handler.Sequence(paths, new NotFoundHandler())));
        server.setHandler(root);
    }

    private static ServerWebSocketContainer webSockets(Server server, ContextHandler root) {
        ServerWebSocketContainer container = ServerWebSocketContainer.ensure(server, root);
        // Silence and size are watched by the signalling itself, which can then say why it closes.
        container.setIdleTimeout(Duration.ofMinutes(2));
        container.setMaxTextMessageSize(-1);
        container.setMaxBinaryMessageSize(-1);
        return container;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address cannot be used; the message says which and what to do
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (BindException e) {
            throw new IOException(bindMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof BindException) {
                throw new IOException(bindMessage(), e);
            }
            throw e;
        } catch (Exception e) {
            throw new IOException("The HTTP listener did not start: " + e.getMessage(), e);
        }
    }

    private String bindMessage() {
        String host = connector.getHost();
        return "http.port %d cannot be used%s; is another server running? Choose another with --http-port."
                .formatted(connector.getPort(), host == null ? "" : " on " + host);
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Ends the listener and its connections within about a second. */
    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
