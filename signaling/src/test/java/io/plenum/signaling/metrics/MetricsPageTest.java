package io.plenum.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.support.Scrape;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WhipPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final int PACKETS = 40;

    @Test
    void tellsWhatAPublisherDid() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            assertThat(new Scrape(server).get("plenum_participants{kind=\"whip\",}")).isEqualTo(1);
            publisher.connect();
            for (int i = 0; i < PACKETS; i++) {
                publisher.udp().send(publisher.rtp(i));
            }
            TestServer.await(
                    () -> server.count(Count.RTP_PACKETS_RECEIVED) == PACKETS, "all packets");

            Scrape page = new Scrape(server);

            String opusIn = "{direction=\"in\",kind=\"audio\",codec=\"opus\",}";
            assertThat(page.get("plenum_rtp_packets_total" + opusIn)).isEqualTo(PACKETS);
            assertThat(page.get("plenum_rtp_bytes_total" + opusIn)).isEqualTo(40.0 * PACKETS);
            assertThat(page.get("plenum_rtp_packets_dropped_total{reason=\"no_subscriber\",}"))
                    .isEqualTo(PACKETS);
            assertThat(page.get("plenum_rooms")).isEqualTo(1);
            assertThat(page.get("plenum_tracks{kind=\"audio\",direction=\"in\",}")).isEqualTo(1);
            assertThat(page.get("plenum_joins_total{result=\"ok\",reason=\"\",}")).isEqualTo(1);
            assertThat(page.get("plenum_dtls_handshakes_total{result=\"completed\",}"))
                    .isEqualTo(1);
            for (String phase : new String[] {"signal", "ice", "dtls", "total"}) {
                assertThat(page.get("plenum_join_duration_seconds_count{phase=\"" + phase + "\",}"))
                        .as(phase)
                        .isEqualTo(1);
            }
            assertThat(page.get("plenum_join_duration_seconds_count{phase=\"first_frame\",}"))
                    .isZero();
            assertThat(page.get("plenum_server_state{state=\"serving\",}")).isEqualTo(1);
            assertThat(page.get("plenum_loop_busy_seconds_total{loop=\"0\",}")).isPositive();
        }
    }

    @Test
    void holdsTheWholeCatalogueAndTheProcess() throws Exception {
        try (TestServer server = new TestServer()) {
            Scrape page = new Scrape(server);
            for (Metric metric : Metric.values()) {
                String suffix = metric.type() == Metric.Type.HISTOGRAM ? "_bucket" : "";
                assertThat(page.has(metric.metricName() + suffix)).as(metric.metricName()).isTrue();
            }
            assertThat(page.has("process_cpu_seconds_total")).isTrue();
            assertThat(page.has("process_open_fds")).isTrue();
            assertThat(page.has("jvm_memory_bytes_used")).isTrue();
        }
    }

    @Test
    void speaksOpenMetricsToWhoeverAsks() throws Exception {
        try (TestServer server = new TestServer();
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + server.httpPort()
                                                            + "/metrics"))
                                    .header("Accept", "application/openmetrics-text;version=1.0.0")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/openmetrics-text");
            assertThat(answer.body()).endsWith("# EOF\n").contains("# TYPE plenum_joins counter");
            assertThat(server.get("/metrics").headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/plain; version=0.0.4");
        }
    }
}
