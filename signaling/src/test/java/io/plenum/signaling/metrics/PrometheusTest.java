package io.plenum.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.support.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, from Debian's package, scrapes a running server. */
class PrometheusTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

    @TempDir private Path directory;

    @Test
    void scrapesEveryMetricAndAnswersEveryQueryOfTheDashboards() throws Exception {
        assumeTrue(Files.isExecutable(PROMETHEUS), "Debian's package prometheus is not installed");
        int port = freePort();
        try (TestServer server = new TestServer();
                HttpClient http = HttpClient.newHttpClient()) {
            Process prometheus = start(port, server.httpPort());
            try {
                TestServer.await(
                        () -> value(http, port, "up") == 1,
                        "Prometheus to have scraped the server");

                Set<String> scraped = names(http, port);
                for (Metric metric : Metric.values()) {
                    String suffix = metric.type() == Metric.Type.HISTOGRAM ? "_bucket" : "";
                    assertThat(scraped).contains(metric.metricName() + suffix);
                }
                assertThat(value(http, port, "plenum_server_state{state=\"serving\"}"))
                        .isEqualTo(1);
                for (DeployedQueries query : DeployedQueries.ofDashboards()) {
                    assertThat(query(http, port, query.expression()).path("status").asText())
                            .as("%s: %s", query.where(), query.expression())
                            .isEqualTo("success");
                }
            } finally {
                prometheus.destroy();
                assertThat(prometheus.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private Process start(int port, int serverPort) throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("prometheus.yml"),
                        """
                        scrape_configs:
                          - job_name: plenum
                            scrape_interval: 1s
                            static_configs:
                              - targets: ["127.0.0.1:%d"]
                        """
                                .formatted(serverPort));
        return new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Set<String> names(HttpClient http, int port) throws Exception {
        Set<String> names = new HashSet<>();
        get(http, port, "/api/v1/label/__name__/values")
                .path("data")
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The first value of an instant query, or -1 if there is none yet. */
    private static double value(HttpClient http, int port, String query) {
        try {
            JsonNode result = query(http, port, query).path("data").path("result");
            return result.isEmpty() ? -1 : result.path(0).path("value").path(1).asDouble();
        } catch (IOException e) {
            return -1; // not started yet
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode query(HttpClient http, int port, String query)
            throws IOException, InterruptedException {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        return get(http, port, "/api/v1/query?query=" + encoded);
    }

    private static JsonNode get(HttpClient http, int port, String path)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        return new ObjectMapper()
                .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
