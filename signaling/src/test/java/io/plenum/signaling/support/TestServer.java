package io.plenum.signaling.support;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.PlenumServer;
import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.config.ConfigLoader;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.counts.SignallingCount;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A whole server on free loopback ports, and what HTTP clients do with it. */
public final class TestServer implements AutoCloseable {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PlenumServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts it. */
    public TestServer() throws IOException {
        server = PlenumServer.start(loopback(0, 0));
    }

    /** Starts it with these settings as well. */
    public TestServer(Map<Setting, List<String>> settings) throws IOException {
        server = PlenumServer.start(loopback(0, 0, settings));
    }

    /** One loop on the loopback address. */
    public static ServerConfig loopback(int httpPort, int mediaPort) {
        return loopback(httpPort, mediaPort, Map.of());
    }

    /** One loop on the loopback address, which offers another. */
    public static ServerConfig advertising(String address) {
        return loopback(0, 0, Map.of(Setting.MEDIA_ADVERTISE, List.of(address)));
    }

    private static ServerConfig loopback(
            int httpPort, int mediaPort, Map<Setting, List<String>> settings) {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.HTTP_PORT, List.of(Integer.toString(httpPort)));
        flags.put(Setting.HTTP_BIND, List.of("127.0.0.1"));
        flags.put(Setting.MEDIA_PORT, List.of(Integer.toString(mediaPort)));
        flags.put(Setting.MEDIA_BIND, List.of("127.0.0.1"));
        flags.put(Setting.MEDIA_LOOPS, List.of("1"));
        flags.putAll(settings);
        try {
            return ConfigLoader.load(flags, Map.of(), null);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** The server itself. */
    public PlenumServer server() {
        return server;
    }

    /** TCP port. */
    public int httpPort() {
        return server.httpPort();
    }

    /** UDP port. */
    public int mediaPort() {
        return server.bridge().candidates().getFirst().port();
    }

    /** What the media loop counted so far. */
    public long count(Count what) {
        return server.bridge().statistics().get(what);
    }

    /** What signalling counted so far. */
    public long count(SignallingCount what) {
        return server.counters().get(what);
    }

    /** Waits until the media loop has counted more than {@code before}. */
    public void awaitMore(Count what, long before) {
        await(() -> count(what) > before, what + " to rise above " + before);
    }

    /** Waits 10 s at most. */
    public static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() < 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A new signalling WebSocket. */
    public SocketClient socket() {
        return new SocketClient(http, httpPort());
    }

    /** GET. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /** GET of something that may have no end; whoever closes the body ends it. */
    public HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
    }

    /** DELETE. */
    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return http.send(request(path).DELETE().build(), BodyHandlers.ofString());
    }

    /** POST. */
    public HttpResponse<String> post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /**
     * Any request.
     *
     * @param body null for none
     * @param headers names and values in turn
     */
    public HttpResponse<String> send(
            String method, String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path));
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
