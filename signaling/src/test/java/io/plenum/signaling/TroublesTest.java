package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.counts.Count;
import io.plenum.signaling.auth.HandMadeToken;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.selfcheck.Finding;
import io.plenum.signaling.support.DtlsClient;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.PemFiles;
import io.plenum.signaling.support.Scrape;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.StunRequest;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.UdpClient;
import io.plenum.signaling.support.WhipPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Troubles are staged on a whole server, and its page and metrics must name their true cause. */
class TroublesTest {
    private static final String OTHER_FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "AB";

    private static JsonNode overview(TestServer server) {
        return json(server, "/admin/api/overview");
    }

    private static JsonNode json(TestServer server, String path) {
        try {
            return new ObjectMapper().readTree(server.get(path).body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the page shows of those who had trouble. */
    private static JsonNode trouble(TestServer server) {
        TestServer.await(
                () -> !overview(server).path("troubles").isEmpty(), "the page to name a trouble");
        return overview(server).at("/troubles/0");
    }

    /** The file that is exported of somebody: its events with details, one on each line. */
    private static String events(TestServer server, JsonNode who) {
        String id = who.path(who.has("participant") ? "participant" : "id").asText();
        StringBuilder lines = new StringBuilder();
        for (JsonNode each :
                json(server, "/admin/api/participant?download&id=" + id).path("events")) {
            lines.append(each.path("event").asText())
                    .append(' ')
                    .append(each.path("detail").asText())
                    .append('\n');
        }
        return lines.toString();
    }

    private static JsonNode firstOf(TestServer server, String room) {
        return json(server, "/admin/api/room?name=" + room).at("/participants/0");
    }

    @Test
    void theCertificateIsNotTheOneOfTheOffer() throws Exception {
        try (TestServer server = new TestServer()) {
            HttpResponse<String> answer =
                    server.post(
                            "/whip/room",
                            "application/sdp",
                            OfferText.sendingOpus(OTHER_FINGERPRINT));
            String username =
                    OfferText.attribute(answer.body(), "ice-ufrag") + ":" + OfferText.FRAGMENT;
            String password = OfferText.attribute(answer.body(), "ice-pwd");
            try (UdpClient udp = new UdpClient(server.mediaPort())) {
                byte[] reply = udp.check(username, password, 5_000);
                assertThat(reply).isNotNull();
                assertThat(StunRequest.type(reply)).isEqualTo(StunRequest.SUCCESS);
                try {
                    new DtlsClient().connect(udp).close();
                } catch (IOException e) {
                    // The server broke the handshake off, early or late.
                }
                JsonNode trouble = trouble(server);
                assertThat(trouble.at("/verdict/cause").asText()).isEqualTo("fingerprint-mismatch");
                assertThat(trouble.path("phase").asText()).isEqualTo("reachable");
                assertThat(events(server, trouble)).contains("verdict fingerprint-mismatch: ");
                assertThat(
                                new Scrape(server)
                                        .get(
                                                "plenum_joins_total{result=\"failed\",reason=\"dtls_fingerprint_mismatch\",}"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theTokenIsTooOld() throws Exception {
        Map<Setting, List<String>> keys =
                Map.of(Setting.AUTH_KEYS, List.of("devkey:" + HandMadeToken.SECRET));
        String token =
                HandMadeToken.of(
                        "{'iss':'devkey','sub':'ann','exp':%d,'video':{'roomJoin':true,'room':'daily'}}"
                                .formatted(Instant.now().getEpochSecond() - 3_600),
                        HandMadeToken.SECRET);
        try (TestServer server = new TestServer(keys);
                SocketClient socket = server.socket()) {
            socket.join("daily", "Ann", token);
            socket.await("error");
            JsonNode refusal = overview(server).at("/refusals/0");
            assertThat(refusal.at("/verdict/cause").asText()).isEqualTo("token-expired");
            assertThat(refusal.at("/verdict/remedy").asText()).contains("clocks");
            assertThat(refusal.path("name").asText()).isEqualTo("Ann");
            assertThat(events(server, refusal)).startsWith("refused token-expired: ");
            assertThat(
                            server.send(
                                            "POST",
                                            "/whip/daily?name=Ben",
                                            OfferText.sendingOpus(OTHER_FINGERPRINT),
                                            "Content-Type",
                                            "application/sdp",
                                            "Authorization",
                                            "Bearer " + token)
                                    .statusCode())
                    .isEqualTo(401);
            JsonNode byHttp = overview(server).at("/refusals/0");
            assertThat(byHttp.at("/verdict/cause").asText()).isEqualTo("token-expired");
            assertThat(byHttp.path("name").asText()).isEqualTo("Ben");
            assertThat(
                            new Scrape(server)
                                    .get(
                                            "plenum_joins_total{result=\"refused\",reason=\"token_expired\",}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void noCodecIsShared() throws Exception {
        try (TestServer server = new TestServer()) {
            String offer =
                    OfferText.sendingOpus(new DtlsClient().fingerprint())
                            .replace("opus/48000/2", "speex/8000");
            assertThat(server.post("/whip/room", "application/sdp", offer).statusCode())
                    .isEqualTo(400);
            JsonNode trouble = trouble(server);
            assertThat(trouble.at("/verdict/cause").asText()).isEqualTo("codec-not-shared");
            assertThat(trouble.path("protocol").asText()).isEqualTo("whip");
            assertThat(events(server, trouble))
                    .contains("offer-refused ")
                    .contains("verdict codec-not-shared: ");
        }
    }

    @Test
    void nothingOfAPublisherReachesTheServerAndItGivesUp() throws Exception {
        try (TestServer server = new TestServer()) {
            HttpResponse<String> answer =
                    server.post(
                            "/whip/room",
                            "application/sdp",
                            OfferText.sendingOpus(new DtlsClient().fingerprint()));
            server.delete(answer.headers().firstValue("Location").orElseThrow());
            assertThat(trouble(server).at("/verdict/cause").asText()).isEqualTo("left-before-path");
        }
    }

    /** 127.0.0.2 is this machine too, but nothing listens there. */
    @Test
    void theAdvertisedAddressIsWrong() throws Exception {
        assertThat(findingOfAddress("127.0.0.2"))
                .matches(each -> each.level() == Finding.Level.WARN)
                .matches(each -> each.found().startsWith("nothing comes back from 127.0.0.2:"));
        assertThat(findingOfAddress("127.0.0.1")).matches(each -> each.level() == Finding.Level.OK);
    }

    @Test
    void whoCannotConnectIsToldThatTheAdvertisedAddressIsWrong() throws Exception {
        Map<Setting, List<String>> settings = Map.of(Setting.MEDIA_ADVERTISE, List.of("127.0.0.2"));
        try (TestServer server = new TestServer(settings)) {
            String path = "/v1/validate?room=daily&name=Ann";
            assertThat(json(server, path).has("trouble")).isFalse();
            assertThat(server.server().checkItself()).isNotEmpty();
            assertThat(json(server, path).at("/trouble/cause").asText())
                    .isEqualTo("advertised-address-silent");
            assertThat(overview(server).path("checks").toString())
                    .contains("nothing comes back from 127.0.0.2:");
        }
    }

    @Test
    void theCertificateHasExpired(@TempDir Path folder) throws Exception {
        PemFiles files = PemFiles.write(folder, "old", Instant.now().minusSeconds(60));
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.HTTP_TLS_CERTIFICATE,
                        List.of(files.certificate().toString()),
                        Setting.HTTP_TLS_KEY,
                        List.of(files.key().toString()));
        try (TestServer server = new TestServer(settings);
                HttpClient browser = HttpClient.newHttpClient();
                HttpClient operator =
                        HttpClient.newBuilder().sslContext(PemFiles.trusting()).build()) {
            assertThat(server.server().checkItself())
                    .filteredOn(each -> each.what() == Finding.What.CERTIFICATE)
                    .singleElement()
                    .matches(each -> each.level() == Finding.Level.BAD);
            server.server().lookNow();
            assertThatThrownBy(() -> get(browser, server, "/r/daily"))
                    .isInstanceOf(IOException.class);
            TestServer.await(
                    () -> !securely(operator, server, "overview").path("refusals").isEmpty(),
                    "the page to name the handshake");
            JsonNode overview = securely(operator, server, "overview");
            assertThat(overview.at("/symptoms/0/cause").asText()).isEqualTo("certificate-expired");
            JsonNode refusal = overview.at("/refusals/0");
            assertThat(refusal.at("/verdict/cause").asText()).isEqualTo("certificate-expired");
            String id = refusal.path("participant").asText();
            assertThat(
                            securely(operator, server, "participant?id=" + id)
                                    .at("/events/0/detail")
                                    .asText())
                    .startsWith("certificate-expired: ");
        }
    }

    private static String get(HttpClient client, TestServer server, String path)
            throws IOException, InterruptedException {
        URI address = URI.create("https://127.0.0.1:" + server.httpPort() + path);
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }

    private static JsonNode securely(HttpClient client, TestServer server, String what) {
        try {
            return new ObjectMapper().readTree(get(client, server, "/admin/api/" + what));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(TestServer server, WhipPeer publisher, int from, int to, int everyNth)
            throws IOException {
        long before = server.count(Count.RTP_PACKETS_RECEIVED);
        long sent = 0;
        for (int i = from; i < to; i++) {
            if (everyNth == 0 || i % everyNth != 0) {
                publisher.udp().send(publisher.rtp(i));
                sent++;
            }
        }
        long all = before + sent;
        TestServer.await(() -> server.count(Count.RTP_PACKETS_RECEIVED) == all, "all packets");
    }

    @Test
    void aPublisherOn3gLosesWhatItSends() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            send(server, publisher, 1, 50, 0);
            server.server().lookNow();
            send(server, publisher, 50, 250, 5);
            server.server().lookNow();
            JsonNode who = firstOf(server, "room");
            assertThat(who.at("/symptoms/0/cause").asText()).isEqualTo("uplink-loss");
            assertThat(who.at("/symptoms/0/text").asText())
                    .endsWith(" % of what the participant sends does not arrive.");
            assertThat(events(server, who)).contains("trouble-began uplink-loss: ");
        }
    }

    @Test
    void aPublisherOn3gSaysWhatItsLineCarries() throws Exception {
        try (TestServer server = new TestServer();
                SocketClient client = server.socket()) {
            client.join("room", "Ada");
            client.send(
                    """
                    {"type":"stats","report":[{"type":"outbound-rtp","qualityLimitationReason":"bandwidth"},
                     {"type":"candidate-pair","availableOutgoingBitrate":300000}]}""");
            client.send("{\"type\":\"ping\",\"id\":1}");
            client.await("pong");
            server.server().lookNow();
            JsonNode who = firstOf(server, "room");
            assertThat(who.at("/symptoms/0/cause").asText()).isEqualTo("narrow-uplink");
            assertThat(events(server, who)).contains("trouble-began narrow-uplink: ");
        }
    }

    private static Finding findingOfAddress(String advertised) throws IOException {
        ServerConfig config = TestServer.advertising(advertised);
        try (PlenumServer server = PlenumServer.start(config)) {
            return server.checkItself().stream()
                    .filter(each -> each.what() == Finding.What.PUBLIC_ADDRESS)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
