package io.plenum.signaling.http;

import io.plenum.bridge.api.Bridge;
import io.plenum.signaling.auth.Access;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Room;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.ws.SignallingSockets;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server with everything it serves. Requests run on virtual threads. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final Server server;
    private final Listeners listeners;

    /**
     * What is served.
     *
     * @param bridge media, for statistics
     * @param rooms where people meet
     * @param access who may come in
     * @param sockets signalling over WebSocket
     * @param counters what is refused and why
     * @param operations for those who run the server
     * @param drain whether the server is being emptied
     * @param state what the health pages tell
     */
    public record Services(
            Bridge bridge,
            Rooms rooms,
            Access access,
            SignallingSockets sockets,
            SignallingCounters counters,
            Operations operations,
            Drain drain,
            Supplier<ServerState> state) {}

    /**
     * Puts the handlers together; nothing listens yet.
     *
     * @throws IOException if certificate or key cannot be used; the message says why
     */
    public HttpServer(ServerConfig config, Services services) throws IOException {
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("plenum-http");
        server = new Server(threads);
        server.setStopTimeout(1_000);
        listeners = new Listeners(server, config, services.operations().brokenHandshake());

        HttpPolicy policy = new HttpPolicy(config.http(), System::nanoTime);
        AdminAccess admin = new AdminAccess(config.admin().port() >= 0);
        IceServers iceServers = new IceServers(config.ice(), InstantSource.system());
        services.rooms().setIceServers(iceServers::views);
        HttpAccess access =
                new HttpAccess(services.access(), admin, policy, config.http().openRest());
        Rooms rooms = services.rooms();
        SignallingCounters counters = services.counters();
        ContextHandler root = new ContextHandler("/");
        PathMappingsHandler paths = new PathMappingsHandler();
        paths.addMapping(
                PathSpec.from("/health/*"),
                new HealthHandler(services.state(), services.operations().illness()));
        addReports(paths, services, access);
        Operations operations = services.operations();
        paths.addMapping(PathSpec.from("/metrics"), new MetricsHandler(operations.metrics()));
        paths.addMapping(
                PathSpec.from("/admin/api/*"), new AdminOnly(admin, operations.adminApi()));
        paths.addMapping(
                PathSpec.from("/admin/api/participant/tap"),
                new AdminOnly(admin, operations.tap()));
        paths.addMapping(
                PathSpec.from("/admin/*"), new AdminOnly(admin, new WebClientHandler("admin/")));
        paths.addMapping(
                PathSpec.from("/whip/*"), new WhipHandler(rooms, access, counters, iceServers));
        paths.addMapping(
                PathSpec.from("/whep/*"),
                new WhepHandler(rooms, access, counters, iceServers, InstantSource.system()));
        paths.addMapping(
                PathSpec.from("/v1/ws"),
                new SignallingHandler(
                        webSockets(server, root), services.sockets(), policy, counters));
        paths.addMapping(
                PathSpec.from("/v1/validate"),
                new ForeignPages(
                        policy.origins(),
                        new ValidateHandler(
                                rooms, access, counters, services.operations().trouble())));
        paths.addMapping(PathSpec.from("/api/v1/*"), new RestHandler(rooms, access, counters));
        paths.addMapping(
                PathSpec.from("/admin/drain"),
                new AdminOnly(admin, new DrainHandler(services.drain(), rooms)));
        paths.addMapping(PathSpec.from("/"), new WebClientHandler(""));
        root.setHandler(
                new SecurityHeaders(
                        new RequestDeadline(
                                Duration.ofSeconds(config.http().requestSeconds()),
                                new Handler.Sequence(paths, new NotFoundHandler()))));
        server.setHandler(root);
    }

    private static void addReports(
            PathMappingsHandler paths, Services services, HttpAccess access) {
        ServerReport server = new ServerReport(services.bridge(), services.counters());
        Handler serverReport =
                report(
                        (request, response) ->
                                access.requireToken(request, response, HttpAccess.Right.LIST),
                        request -> server.make(),
                        services,
                        access);
        paths.addMapping(PathSpec.from("/api/v1/stats"), serverReport);
        paths.addMapping(PathSpec.from("/api/v1/stats/stream"), serverReport);
        // Who is in a room and from which address: not for everyone.
        Handler roomReport =
                report(
                        (request, response) ->
                                access.require(
                                        request,
                                        response,
                                        HttpAccess.Right.ADMIN,
                                        roomName(request)),
                        request -> {
                            Room room = services.rooms().get(roomName(request));
                            return room == null
                                    ? null
                                    : services.operations().roomReport().apply(room);
                        },
                        services,
                        access);
        paths.addMapping(new UriTemplatePathSpec("/api/v1/rooms/{room}/stats"), roomReport);
        paths.addMapping(new UriTemplatePathSpec("/api/v1/rooms/{room}/stats/stream"), roomReport);
        paths.addMapping(
                new UriTemplatePathSpec("/api/v1/rooms/{room}/participants/{participant}/stats"),
                report(
                        (request, response) ->
                                access.require(
                                        request,
                                        response,
                                        HttpAccess.Right.ADMIN,
                                        roomName(request)),
                        request -> {
                            Room room = services.rooms().get(roomName(request));
                            Participant who = room == null ? null : room.find(part(request, 6));
                            return who == null
                                    ? null
                                    : services.operations().participantReport().apply(who);
                        },
                        services,
                        access));
    }

    private static Handler report(
            Guarded.Check check,
            Function<Request, @Nullable Map<String, Object>> report,
            Services services,
            HttpAccess access) {
        return new ForeignPages(
                access.policy().origins(),
                new Guarded(
                        check,
                        services.counters(),
                        new ReportHandler(
                                report, access::stillHolds, ReportHandler.Pace.STANDARD)));
    }

    private static String roomName(Request request) {
        return part(request, 4);
    }

    /** One of the parts of the path; the first, before the leading slash, is empty. */
    private static String part(Request request, int number) {
        return SdpHandler.decode(request.getHttpURI().getCanonicalPath().split("/", -1)[number]);
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
     * @throws IOException if an address cannot be used; the message says which and what to do
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

    /** Connectors start in their order, so the first that is not open is the one that failed. */
    private String bindMessage() {
        for (var connector : server.getConnectors()) {
            if (connector instanceof NetworkConnector network && !network.isOpen()) {
                String setting = AdminAccess.CONNECTOR.equals(network.getName()) ? "admin" : "http";
                String host = network.getHost();
                return "%s.port %d cannot be used%s; is another server running? Choose another with --%s-port."
                        .formatted(
                                setting,
                                network.getPort(),
                                host == null ? "" : " on " + host,
                                setting);
            }
        }
        return "A port of the HTTP listeners cannot be used; is another server running?";
    }

    /** When the certificate in force ends, or null if there is none. */
    public @Nullable Instant certificateEnd() {
        return listeners.certificateEnd();
    }

    /** The port it listens on. */
    public int port() {
        return listeners.port();
    }

    /** Ends the listeners and their connections within about a second. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.info("a connection did not end in time and was cut off: {}", e.toString());
        }
    }
}
