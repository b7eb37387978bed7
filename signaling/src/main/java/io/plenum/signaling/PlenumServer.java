package io.plenum.signaling;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.config.BridgeConfig;
import io.plenum.bridge.config.Bridges;
import io.plenum.signaling.admin.AdminApi;
import io.plenum.signaling.admin.TapHandler;
import io.plenum.signaling.auth.Access;
import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.http.Drain;
import io.plenum.signaling.http.HttpServer;
import io.plenum.signaling.http.Operations;
import io.plenum.signaling.http.ServerState;
import io.plenum.signaling.journal.Journals;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.logging.Redaction;
import io.plenum.signaling.metrics.JoinWatch;
import io.plenum.signaling.metrics.Metrics;
import io.plenum.signaling.metrics.ServerFacts;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.selfcheck.Finding;
import io.plenum.signaling.selfcheck.HairpinProbe;
import io.plenum.signaling.selfcheck.SelfCheck;
import io.plenum.signaling.statistics.OpenFiles;
import io.plenum.signaling.statistics.PeerReader;
import io.plenum.signaling.statistics.RoomReport;
import io.plenum.signaling.statistics.Sampler;
import io.plenum.signaling.webhooks.Webhooks;
import io.plenum.signaling.ws.SignallingSockets;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The whole server in one object: bridge, rooms, HTTP. Owns all three; {@link #close} ends them in
 * the order in which clients hear of it: goodbye first, then media, then the listener.
 */
public final class PlenumServer implements AutoCloseable {
    private final Rooms rooms;
    private final Bridge bridge;
    private final SignallingSockets sockets;
    private final SignallingCounters counters;
    private final Journals journals;
    private final boolean advertised;
    private final Sampler sampler;
    private final Drain drain;
    private final @Nullable Webhooks webhooks;
    private final boolean secure;
    private final HttpServer http;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<Finding> findings = List.of();
    private volatile ServerState state = ServerState.STARTING;

    private PlenumServer(
            ServerConfig config, Rooms rooms, Bridge bridge, JoinWatch joins, Journals journals)
            throws IOException {
        this.rooms = rooms;
        this.bridge = bridge;
        this.journals = journals;
        advertised = !config.media().advertise().isEmpty();
        counters = new SignallingCounters();
        Access access = Access.of(config.auth().keys());
        sockets = new SignallingSockets(rooms, access, counters);
        PeerReader peers = new PeerReader(bridge);
        Sampler samples =
                new Sampler(
                        bridge,
                        rooms,
                        peers,
                        journals,
                        new Sampler.Surroundings(
                                OpenFiles::share, this::certificateEnd, journals::clientReport),
                        InstantSource.system(),
                        System::nanoTime);
        sampler = samples;
        rooms.setObstacle(() -> obstacle(samples));
        RoomReport reports =
                new RoomReport(peers, journals, samples::symptomsOf, InstantSource.system());
        Redaction redaction = Redaction.of(config.log().redact());
        Operations operations =
                new Operations(
                        () -> new Metrics(bridge, rooms, counters, joins, new Facts()),
                        reports::of,
                        reports::of,
                        () -> illness(samples.serverSymptoms()),
                        journals::trouble,
                        journals::onBrokenHandshake,
                        new AdminApi(
                                rooms,
                                reports,
                                journals,
                                samples.history(),
                                samples::serverSymptoms,
                                () -> findings,
                                redaction,
                                InstantSource.system()),
                        new TapHandler(
                                bridge,
                                journals,
                                redaction,
                                config.admin().tapPayload(),
                                InstantSource.system()));
        ServerConfig.Hooks hooks = config.webhooks();
        webhooks =
                hooks.urls().isEmpty()
                        ? null
                        : new Webhooks(
                                hooks.urls(), new TokenMint(hooks.key(), hooks.secret()), counters);
        if (webhooks != null) {
            rooms.observe(webhooks);
        }
        drain = new Drain(rooms, InstantSource.system());
        secure = config.http().tls() != null;
        try {
            http =
                    new HttpServer(
                            config,
                            new HttpServer.Services(
                                    bridge,
                                    rooms,
                                    access,
                                    sockets,
                                    counters,
                                    operations,
                                    drain,
                                    this::state));
        } catch (IOException e) {
            rooms.close();
            sockets.close();
            throw e;
        }
    }

    private @Nullable Instant certificateEnd() {
        return http.certificateEnd();
    }

    /** Without files nobody can be served; while there are some left they are not for newcomers. */
    private static String obstacle(Sampler samples) {
        return samples.openFiles() > OpenFiles.TOO_MANY
                ? "The server has too many connections open to take anybody more."
                : "";
    }

    /** A loop that stands still never turns again by itself. */
    private static String illness(List<Symptom> symptoms) {
        return symptoms.stream()
                .filter(each -> each.cause() == Symptom.Cause.LOOP_STALLED)
                .map(Symptom::text)
                .findFirst()
                .orElse("");
    }

    /** What the metrics page says of the server itself. */
    private final class Facts implements ServerFacts {
        @Override
        public String version() {
            String version = PlenumServer.class.getPackage().getImplementationVersion();
            return version == null ? "unpackaged" : version;
        }

        @Override
        public Map<String, Boolean> states() {
            Map<String, Boolean> states = new LinkedHashMap<>();
            for (ServerState each : ServerState.values()) {
                states.put(each.name().toLowerCase(Locale.ROOT), each == state());
            }
            return states;
        }
    }

    /**
     * Starts everything; when this returns, participants can come.
     *
     * @throws IOException if a port, address or provider of ciphers cannot be used; the message
     *     says which and what to do
     */
    public static PlenumServer start(ServerConfig config) throws IOException {
        JoinWatch joins = new JoinWatch(System::nanoTime);
        Journals journals = new Journals(InstantSource.system());
        Rooms rooms = new Rooms();
        rooms.observe(joins);
        rooms.observe(journals);
        rooms.observeParticipants(joins);
        rooms.observeParticipants(journals);
        Bridge bridge =
                Bridges.start(
                        bridgeConfig(config.media()),
                        event -> {
                            joins.onEvent(event);
                            journals.onEvent(event);
                            rooms.onEvent(event);
                        });
        try {
            rooms.setBridge(bridge);
            PlenumServer server = new PlenumServer(config, rooms, bridge, joins, journals);
            try {
                server.http.start();
                server.sampler.start();
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

    private ServerState state() {
        return state == ServerState.SERVING && drain.isDraining() ? ServerState.DRAINING : state;
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

    /**
     * Looks at ports, limits, addresses and clock; what it finds is also on the page {@code
     * /admin/}. May wait a second for each advertised address.
     */
    public List<Finding> checkItself() {
        List<Finding> found =
                new SelfCheck(
                                bridge.candidates(),
                                advertised,
                                new HairpinProbe(bridge),
                                certificateEnd())
                        .run();
        for (Finding each : found) {
            if (each.what() == Finding.What.PUBLIC_ADDRESS
                    && each.level() != Finding.Level.OK
                    && advertised) {
                journals.setSilentAddress(each.found());
            }
        }
        findings = found;
        return found;
    }

    /** Judges how everybody fares now, and not only every five seconds. */
    void lookNow() {
        sampler.tickNow();
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
        return "Plenum is ready: %s://localhost:%d/ (media udp %s)"
                .formatted(
                        secure ? "https" : "http",
                        httpPort(),
                        first == last ? first : first + "-" + last);
    }

    /** Says goodbye to everyone and ends all threads and ports. Idempotent; takes at most 5 s. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        state = ServerState.STOPPING;
        sampler.close();
        rooms.close();
        sockets.close();
        bridge.close();
        http.close();
        if (webhooks != null) {
            webhooks.close();
        }
    }
}
