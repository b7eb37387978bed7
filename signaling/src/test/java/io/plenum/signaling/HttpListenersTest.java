package io.plenum.signaling;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.signaling.config.Setting;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.support.Http2Connection;
import io.plenum.signaling.support.PemFiles;
import io.plenum.signaling.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server listens, and whom it does not listen to for long. */
class HttpListenersTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(15);

    @TempDir private Path folder;

    private static Map<Setting, List<String>> tls(PemFiles files) {
        return Map.of(
                Setting.HTTP_TLS_CERTIFICATE,
                List.of(files.certificate().toString()),
                Setting.HTTP_TLS_KEY,
                List.of(files.key().toString()));
    }

    @Test
    void aCertificateMakesItHttp2OverTls() throws Exception {
        try (TestServer server = new TestServer(tls(PemFiles.write(folder, "first")));
                HttpClient client =
                        HttpClient.newBuilder().sslContext(PemFiles.trusting()).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://127.0.0.1:%d/health/ready"
                                                            .formatted(server.httpPort())))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(server.server().readyLine()).contains("https://localhost:");
        }
    }

    @Test
    void signallingGoesOverTlsToo() throws Exception {
        try (TestServer server = new TestServer(tls(PemFiles.write(folder, "first")));
                HttpClient client =
                        HttpClient.newBuilder().sslContext(PemFiles.trusting()).build()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .subprotocols("plenum.v1")
                            .buildAsync(
                                    URI.create(
                                            "wss://127.0.0.1:%d/v1/ws"
                                                    .formatted(server.httpPort())),
                                    new WebSocket.Listener() {})
                            .get(10, TimeUnit.SECONDS);
            assertThat(socket.getSubprotocol()).isEqualTo("plenum.v1");
            socket.abort();
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        PemFiles files = PemFiles.write(folder, "first");
        try (TestServer server = new TestServer(tls(files))) {
            assertThat(subject(server)).isEqualTo("CN=first");
            Files.writeString(files.key(), "half a key");
            Files.writeString(files.certificate(), "half a certificate");
            assertThat(subject(server)).isEqualTo("CN=first");

            PemFiles.write(folder, "second");

            TestServer.await(() -> subject(server).equals("CN=second"), "the new certificate");
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtStart() throws Exception {
        PemFiles files = PemFiles.write(folder, "first");
        Path key = Files.move(files.key(), folder.resolve("other.pem"));
        PemFiles second = PemFiles.write(folder, "second");
        assertThatThrownBy(() -> new TestServer(tls(new PemFiles(second.certificate(), key))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not that of the certificate");
    }

    private static String subject(TestServer server) {
        try (SSLSocket socket =
                (SSLSocket)
                        PemFiles.trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.httpPort())) {
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRequestThatDoesNotComeToItsEndLosesItsConnection() throws Exception {
        try (TestServer server =
                        new TestServer(Map.of(Setting.HTTP_REQUEST_SECONDS, List.of("1")));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(US_ASCII));
            assertThat(isClosedWhileDripping(socket)).isTrue();
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    /** A record of 16,383 bytes is announced (RFC 8446 section 5.1), and comes byte by byte. */
    @Test
    void aHandshakeThatDoesNotComeToItsEndLosesItsConnection() throws Exception {
        Map<Setting, List<String>> settings = new EnumMap<>(tls(PemFiles.write(folder, "first")));
        settings.put(Setting.HTTP_REQUEST_SECONDS, List.of("1"));
        try (TestServer server = new TestServer(settings);
                SSLSocket prompt =
                        (SSLSocket)
                                PemFiles.trusting()
                                        .getSocketFactory()
                                        .createSocket("127.0.0.1", server.httpPort())) {
            prompt.startHandshake();
            try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
                slow.getOutputStream().write(new byte[] {22, 3, 1, 0x3F, (byte) 0xFF, 1});
                assertThat(isClosedWhileDripping(slow)).isTrue();
            }

            // Came first, finished its handshake, and may be silent for longer.
            prompt.setSoTimeout(5_000);
            prompt.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(prompt.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyThatDoesNotComeToItsEndIsRefused() throws Exception {
        try (TestServer server =
                        new TestServer(Map.of(Setting.HTTP_REQUEST_SECONDS, List.of("1")));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.getOutputStream()
                    .write(
                            """
                            POST /whip/studio HTTP/1.1\r
                            Host: x\r
                            Content-Type: application/sdp\r
                            Content-Length: 100000\r
                            \r
                            v=0"""
                                    .getBytes(US_ASCII));
            StringBuilder answer = new StringBuilder();
            assertThat(isClosedWhileDripping(socket, answer)).isTrue();
            assertThat(answer.toString())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("Connection: close", "\"error\":\"too-slow\"");
            assertThat(server.count(SignallingCount.REFUSED_SLOW)).isEqualTo(1);
        }
    }

    /** One stream of HTTP/2 is slow; the connection's others are not its business. */
    @Test
    void aSlowBodyEndsItsStreamAndNotTheConnection() throws Exception {
        Map<Setting, List<String>> settings = new EnumMap<>(tls(PemFiles.write(folder, "first")));
        settings.put(Setting.HTTP_REQUEST_SECONDS, List.of("1"));
        try (TestServer server = new TestServer(settings);
                Http2Connection client =
                        new Http2Connection(PemFiles.trusting(), server.httpPort())) {
            client.post(1, "/whip/studio", "application/sdp");
            AtomicBoolean answered = new AtomicBoolean();
            Thread drips = Thread.ofVirtual().start(() -> drip(client, answered));
            Http2Connection.Frame answer = client.next(1);
            answered.set(true);
            drips.join();
            assertThat(answer.type()).isEqualTo(Http2Connection.HEADERS);
            assertThat(answer.isOk()).isFalse();
            assertThat(server.count(SignallingCount.REFUSED_SLOW)).isEqualTo(1);

            client.get(3, "/health/live");
            assertThat(client.next(3).isOk()).isTrue();
        }
    }

    /** A byte every tenth of a second. */
    private static void drip(Http2Connection client, AtomicBoolean answered) {
        try {
            while (!answered.get()) {
                client.data(1, new byte[] {'v'});
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isClosedWhileDripping(Socket socket) throws IOException {
        return isClosedWhileDripping(socket, new StringBuilder());
    }

    /**
     * Sends a byte every tenth of a second.
     *
     * @param answer what comes back
     */
    private static boolean isClosedWhileDripping(Socket socket, StringBuilder answer)
            throws IOException {
        socket.setSoTimeout(100);
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (deadline - System.nanoTime() > 0) {
            try {
                for (int next = socket.getInputStream().read();
                        next >= 0;
                        next = socket.getInputStream().read()) {
                    answer.append((char) next);
                }
                return true;
            } catch (SocketTimeoutException e) {
                // Still open.
            } catch (SocketException e) {
                return true;
            }
            try {
                socket.getOutputStream().write('x');
            } catch (SocketException e) {
                return true;
            }
        }
        return false;
    }

    @Test
    void headersHaveALimit() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThat(
                            server.send("GET", "/health/live", null, "X-Long", "x".repeat(20_000))
                                    .statusCode())
                    .isEqualTo(431);
        }
    }

    @Test
    void operatorsOnThisMachineNeedNoListenerOfTheirOwn() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThat(server.get("/admin/drain").statusCode()).isEqualTo(200);
            assertThat(server.get("/admin/drain").body()).contains("\"draining\":false");
            String[][] strangers = {
                {"X-Forwarded-For", "203.0.113.5"},
                {"Forwarded", "for=203.0.113.5"},
                {"Origin", "https://evil.example"}
            };
            for (String[] header : strangers) {
                assertThat(server.send("GET", "/admin/drain", null, header).statusCode())
                        .as(header[0])
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aPageWhoseNameWasBentToThisMachineIsNoOperator() throws Exception {
        try (TestServer server = new TestServer();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            "GET /admin/drain HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aListenerForOperatorsTakesTheirPagesFromTheOther() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<Setting, List<String>> settings =
                Map.of(Setting.ADMIN_PORT, List.of(Integer.toString(port)));
        try (TestServer server = new TestServer(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(server.get("/admin/drain").statusCode()).isEqualTo(403);
            URI admin = URI.create("http://127.0.0.1:" + port + "/admin/drain");
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(admin).build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }
}
