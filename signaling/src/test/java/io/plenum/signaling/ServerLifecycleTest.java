package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is left of a server when it has ended: nothing. */
class ServerLifecycleTest {
    private static final int ROUNDS = 20;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** What the JVM opens once and keeps, a class file or a random device. */
    private static final int SPARE_DESCRIPTORS = 8;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    void startsAndEndsTwentyTimesAndLeavesNothingBehind() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            round(http);
            round(http);
            TestServer.await(() -> ourThreads().isEmpty(), "the first servers' threads to end");
            int threads = Thread.activeCount();
            long descriptors = openDescriptors();

            for (int i = 0; i < ROUNDS; i++) {
                round(http);
            }

            TestServer.await(
                    () -> ourThreads().isEmpty(),
                    "the threads to end, but there are " + ourThreads());
            TestServer.await(
                    () -> Thread.activeCount() <= threads + 2,
                    "the threads to be as few as " + threads);
            if (Files.isDirectory(DESCRIPTORS)) {
                TestServer.await(
                        () -> openDescriptors() <= descriptors + SPARE_DESCRIPTORS,
                        "the open files to be as few as " + descriptors);
            }
        }
    }

    /** One participant joins, the server ends and says so, and its ports are free. */
    private void round(HttpClient http) throws Exception {
        int httpPort;
        int mediaPort;
        PlenumServer server = PlenumServer.start(TestServer.loopback(0, 0));
        try (SocketClient client = new SocketClient(http, server.httpPort())) {
            httpPort = server.httpPort();
            mediaPort = server.bridge().candidates().getFirst().port();
            client.join("daily", "Alice");

            long before = System.nanoTime();
            server.close();
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);

            assertThat(tookMillis).isLessThan(5_000);
            assertThat(client.await("bye")).contains("\"reason\":\"server-shutdown\"");
            assertThat(client.closeCode()).isEqualTo(1001);
        } finally {
            server.close();
        }
        canBeBound(httpPort, mediaPort);
    }

    private void canBeBound(int httpPort, int mediaPort) throws IOException {
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(mediaPort, loopback)) {
            tcp.setReuseAddress(true); // connections of the old server are in TIME_WAIT
            tcp.bind(new InetSocketAddress(loopback, httpPort));
            assertThat(tcp.getLocalPort()).isEqualTo(httpPort);
            assertThat(udp.getLocalPort()).isEqualTo(mediaPort);
        }
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("plenum"))
                .toList();
    }

    private static long openDescriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
