package io.plenum.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.counts.Count;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WhipPeer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the operators' page and the statistics API tell of a running server. */
class AdminTest {
    private static final int PACKETS = 30;

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void fromARoomToTheParticipantBehindIt() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "big-room")) {
            publisher.connect();
            for (int i = 0; i < PACKETS; i++) {
                publisher.udp().send(publisher.rtp(i));
            }
            TestServer.await(
                    () -> server.count(Count.RTP_PACKETS_RECEIVED) == PACKETS, "all packets");

            assertThat(server.get("/admin/").body())
                    .contains("<title>Plenum: what happens</title>");
            JsonNode overview = json(server.get("/admin/api/overview"));
            assertThat(overview.at("/rooms/0/name").asText()).isEqualTo("big-room");
            assertThat(overview.at("/rooms/0/participants").asInt()).isEqualTo(1);
            assertThat(overview.at("/node/in")).hasSize(180);

            JsonNode room = json(server.get("/admin/api/room?name=big-room"));
            assertThat(room.at("/participants/0/inbound/0/packetsReceived").asInt())
                    .isEqualTo(PACKETS);
            assertThat(room.at("/participants/0/candidatePair/remoteAddress").asText())
                    .startsWith("127.0.0.1:");

            String id = room.at("/participants/0/id").asText();
            JsonNode participant = json(server.get("/admin/api/participant?id=" + id));
            assertThat(participant.at("/events").findValuesAsText("event"))
                    .containsExactly(
                            "joined", "answered", "reachable", "connected", "publication-started");
            assertThat(participant.at("/streams/inbound/0/codec").asText()).isEqualTo("opus");

            server.delete(publisher.session());
            JsonNode gone = json(server.get("/admin/api/participant?id=" + id));
            assertThat(gone.path("end").asText()).isEqualTo("left");
            assertThat(gone.has("streams")).isFalse();
            assertThat(server.get("/admin/api/room?name=big-room").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatIsHiddenIsHiddenEverywhereAndCanStillBeFollowed() throws Exception {
        Map<Setting, List<String>> settings = Map.of(Setting.LOG_REDACT, List.of("true"));
        try (TestServer server = new TestServer(settings);
                WhipPeer publisher = new WhipPeer(server, "big-room?name=Ada")) {
            publisher.connect();
            publisher.udp().send(publisher.rtp(0));
            TestServer.await(() -> server.count(Count.RTP_PACKETS_RECEIVED) == 1, "the packet");
            String overview = server.get("/admin/api/overview").body();
            String shown = new ObjectMapper().readTree(overview).at("/rooms/0/name").asText();
            assertThat(shown).startsWith("anon-");
            String room = server.get("/admin/api/room?name=" + shown).body();
            JsonNode who = new ObjectMapper().readTree(room).at("/participants/0");
            assertThat(who.path("name").asText()).startsWith("anon-").isNotEqualTo(shown);
            assertThat(who.at("/candidatePair/remoteAddress").asText()).isEqualTo("127.0.0.0/16");
            String file =
                    server.get("/admin/api/participant?download&id=" + who.path("id").asText())
                            .body();
            assertThat(new ObjectMapper().readTree(file).path("room").asText()).isEqualTo(shown);
            String key = "room/" + shown + "/in";
            assertThat(json(server.get("/admin/api/series?key=" + key)).at("/series").path(key))
                    .hasSize(180);
            assertThat(overview + room + file).doesNotContain("big-room", "Ada", "127.0.0.1");
            assertThat(server.get("/admin/api/room?name=big-room").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void bothEndsOfAStreamStandSideBySide() throws Exception {
        try (TestServer server = new TestServer();
                SocketClient client = server.socket()) {
            client.join("room", "Ada");
            client.send(
                    """
                    {"type":"stats","report":[{"type":"outbound-rtp","kind":"video","framesSent":7}]}""");
            client.send("{\"type\":\"ping\",\"id\":1}");
            client.await("pong");

            JsonNode stats = json(server.get("/api/v1/rooms/room/stats"));
            assertThat(stats.at("/participants/0/name").asText()).isEqualTo("Ada");
            assertThat(stats.at("/participants/0/client/report/0/framesSent").asInt()).isEqualTo(7);

            client.send("{\"type\":\"stats\",\"report\":[]}");
            assertThat(client.await("error")).contains("rate-limited");
        }
    }

    @Test
    void aStreamTellsAgainAndAgain() throws Exception {
        try (TestServer server = new TestServer();
                HttpClient http = HttpClient.newHttpClient();
                BufferedReader lines = stream(http, server, "/api/v1/stats/stream")) {
            for (int i = 0; i < 2; i++) {
                assertThat(lines.readLine()).isEqualTo("event: stats");
                assertThat(lines.readLine()).startsWith("data: {\"rooms\":0");
                assertThat(lines.readLine()).isEmpty();
            }
        }
    }

    @Test
    void aRoomsStreamTellsOfItUntilItEnds() throws Exception {
        try (TestServer server = new TestServer();
                HttpClient http = HttpClient.newHttpClient();
                SocketClient ada = server.socket()) {
            ada.join("big room", "Ada");
            try (BufferedReader lines =
                    stream(http, server, "/api/v1/rooms/big%20room/stats/stream")) {
                for (int i = 0; i < 2; i++) {
                    assertThat(lines.readLine()).isEqualTo("event: stats");
                    assertThat(lines.readLine()).startsWith("data: {").contains("\"Ada\"");
                    assertThat(lines.readLine()).isEmpty();
                }
                ada.send("{\"type\":\"leave\"}");
                assertThat(lines.lines().filter("event: stats"::equals).count()).isLessThan(5);
            }
            assertThat(server.get("/api/v1/rooms/big%20room/stats/stream").statusCode())
                    .isEqualTo(404);
        }
    }

    private static BufferedReader stream(HttpClient http, TestServer server, String path)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                        .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void whatComesThroughAProxyIsRefused() throws Exception {
        try (TestServer server = new TestServer();
                HttpClient http = HttpClient.newHttpClient()) {
            for (String path :
                    new String[] {"/admin/", "/admin/api/overview", "/api/v1/rooms/room/stats"}) {
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + server.httpPort() + path))
                                .header("X-Forwarded-For", "192.0.2.1")
                                .build();
                assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void anAdministratorsRequestForNothingIsToldSo() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThat(server.get("/admin/api/participant?id=p-0").statusCode()).isEqualTo(404);
            assertThat(server.get("/admin/api/participant").statusCode()).isEqualTo(404);
            assertThat(server.get("/admin/api/else").statusCode()).isEqualTo(404);
            assertThat(server.get("/api/v1/rooms/nowhere/stats").statusCode()).isEqualTo(404);
            assertThat(server.post("/admin/api/overview", "text/plain", "").statusCode())
                    .isEqualTo(405);
        }
    }
}
