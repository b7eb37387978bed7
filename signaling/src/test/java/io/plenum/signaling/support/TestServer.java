package io.plenum.signaling.support;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.PlenumServer;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.ServerConfig.Http;
import io.plenum.signaling.config.ServerConfig.Media;
import io.plenum.signaling.config.ServerConfig.MediaCrypto;
import io.plenum.signaling.config.ServerConfig.MediaGso;
import io.plenum.signaling.config.ServerConfig.MediaIo;
import io.plenum.signaling.counts.SignallingCount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A whole server on free loopback ports, and what HTTP clients do with it. */
public final class TestServer implements AutoCloseable {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PlenumServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts it. */
    public TestServer() throws IOException {
        server = PlenumServer.start(loopback(0, 0));
    }

    /** One loop on the loopback address. */
    public static ServerConfig loopback(int httpPort, int mediaPort) {
        return new ServerConfig(
                new Http(httpPort, "127.0.0.1"),
                new Media(
                        mediaPort,
                        List.of("127.0.0.1"),
                        List.of(),
                        1,
                        MediaIo.AUTO,
                        MediaGso.AUTO,
                        0,
                        MediaCrypto.AUTO));
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

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path));
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
