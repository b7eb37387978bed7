package io.plenum.signaling.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.support.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of reports, and who is sent them. */
class ReportHandlerTest {
    private static final ReportHandler.Pace TWO = new ReportHandler.Pace(2, 1);
    private static final String ACCEPTED = "HTTP/1.1 200";
    private static final String REFUSED = "HTTP/1.1 503";

    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    private void serve(
            Function<Request, @Nullable Map<String, Object>> report, Predicate<Request> stillHolds)
            throws Exception {
        connector.setIdleTimeout(500);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new ReportHandler(report, stillHolds, TWO));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** Asks for the stream and reads the status. */
    private String ask(Socket socket) throws IOException {
        socket.setReceiveBufferSize(4_096);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /stats/stream HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }

    private boolean isAccepted() {
        try (Socket socket = new Socket()) {
            return ask(socket).equals(ACCEPTED);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoDoesNotReadHoldsUpNobodyAndLosesItsPlace() throws Exception {
        Map<String, Object> large = Map.of("text", "x".repeat(1_000_000));
        serve(request -> large, request -> true);
        try (Socket slow = new Socket();
                Socket prompt = new Socket()) {
            assertThat(ask(slow)).isEqualTo(ACCEPTED);
            assertThat(ask(prompt)).isEqualTo(ACCEPTED);
            try (Socket third = new Socket()) {
                assertThat(ask(third)).isEqualTo(REFUSED);
            }
            assertThat(prompt.getInputStream().readNBytes(20_000_000)).hasSize(20_000_000);

            TestServer.await(this::isAccepted, "the place of the slow reader");
        }
    }

    private List<String> everything() throws IOException {
        try (Socket socket = new Socket()) {
            assertThat(ask(socket)).isEqualTo(ACCEPTED);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .toList();
        }
    }

    @Test
    void aStreamEndsWithWhatItTellsOf() throws Exception {
        Queue<Map<String, Object>> life =
                new ArrayDeque<>(List.of(Map.of("turn", 1), Map.of("turn", 2)));
        serve(request -> life.poll(), request -> true);
        assertThat(everything()).containsExactly("data: {\"turn\":1}", "data: {\"turn\":2}");
    }

    @Test
    void aStreamEndsWithTheRightToIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve(request -> Map.of("turn", asked.get()), request -> asked.incrementAndGet() < 3);
        assertThat(everything())
                .containsExactly("data: {\"turn\":0}", "data: {\"turn\":1}", "data: {\"turn\":2}");
    }
}
