package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Clients that do not read, come twice, or say the same thing again, over real connections. */
@TestInstance(Lifecycle.PER_CLASS)
class HostileClientsTest {
    private static final String SECRET = ".*\"secret\":\"([^\"]+)\".*";

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    void end() {
        server.close();
    }

    private static String join(String room, String name, String more) {
        return "{\"type\":\"join\",\"protocol\":1,\"room\":\"%s\",\"name\":\"%s\"%s}"
                .formatted(room, name, more);
    }

    @Test
    void aSecretThatIsReplayedOpensNothing() throws Exception {
        try (SocketClient first = server.socket();
                SocketClient second = server.socket();
                SocketClient third = server.socket()) {
            String joined = first.join("replay", "Ann");
            String resume = ",\"resume\":\"" + joined.replaceAll(SECRET, "$1") + "\"";
            second.send(join("replay", "Ann", resume));
            assertThat(second.await("joined")).contains("\"resumed\":true");
            assertThat(first.await("bye")).contains("\"reason\":\"resumed-elsewhere\"");
            assertThat(first.closeCode()).isEqualTo(4015);

            third.send(join("replay", "Ann", resume));
            assertThat(third.await("joined")).contains("\"resumed\":false", "\"role\":\"speaker\"");
            second.send("{\"type\":\"ping\",\"id\":1}");
            second.await("pong");
        }
    }

    @Test
    void whoDropsItsConnectionIsWaitedFor() throws Exception {
        try (SocketClient other = server.socket()) {
            other.join("dropped", "Ann");
            try (SocketClient dropped = server.socket()) {
                dropped.join("dropped", "Bob");
                other.await("participantJoined");
            } // without a closing frame
            assertThat(other.await("participantChanged")).contains("\"reconnecting\":true");
        }
    }

    /** Eight others send it 16 KiB at a time; it is told why when it reads at last. */
    @Test
    void whoDoesNotReadIsClosedWithTheReason() throws Exception {
        long before = server.count(SignallingCount.CLOSED_SLOW);
        List<SocketClient> others = new ArrayList<>();
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4_096);
            slow.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.httpPort()));
            slow.setSoTimeout(10_000);
            upgrade(slow);
            sendText(slow, join("slow", "Mal", ""));
            String joined = "";
            while (!joined.contains("\"name\":\"Mal\"") || others.size() < 8) {
                SocketClient other = server.socket();
                others.add(other);
                joined = other.join("slow", "Ann " + others.size());
            }
            String data =
                    "{\"type\":\"data\",\"payload\":\"%s\",\"to\":\"%s\"}"
                            .formatted(
                                    "x".repeat(16_000),
                                    joined.replaceAll(
                                            ".*\"id\":\"([^\"]+)\",\"name\":\"Mal\".*", "$1"));
            for (int i = 0; i < 100 && server.count(SignallingCount.CLOSED_SLOW) == before; i++) {
                for (SocketClient other : others) {
                    other.sendAndWait(data);
                }
            }
            TestServer.await(
                    () -> server.count(SignallingCount.CLOSED_SLOW) > before, "the slow reader");
            assertThat(others.getFirst().await("participantChanged"))
                    .contains("\"name\":\"Mal\"", "\"reconnecting\":true");
            slow.setReceiveBufferSize(1 << 20); // with the small window reading takes a minute
            assertThat(readUntilClosed(slow))
                    .contains("\"reason\":\"slow-reader\"", "\"action\":\"resume\"");
        } finally {
            others.forEach(SocketClient::close);
        }
    }

    private static void upgrade(Socket socket) throws Exception {
        socket.getOutputStream()
                .write(
                        """
                        GET /v1/ws HTTP/1.1\r
                        Host: test\r
                        Connection: Upgrade\r
                        Upgrade: websocket\r
                        Sec-WebSocket-Version: 13\r
                        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                        Sec-WebSocket-Protocol: plenum.v1\r
                        \r
                        """
                                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
    }

    /** One masked text frame (RFC 6455 section 5.2) whose mask is zero. */
    private static void sendText(Socket socket, String text) throws Exception {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | payload.length);
        frame.write(new byte[4]);
        frame.write(payload);
        assertThat(payload.length).isLessThan(126);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** The last part of everything that still came. */
    private static String readUntilClosed(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[65_536];
        String tail = "";
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            tail += new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
            tail = tail.substring(Math.max(0, tail.length() - 4_096));
            if (tail.contains("slow-reader\",\"message\"") && tail.contains("resume")) {
                return tail;
            }
        }
        return tail;
    }
}
