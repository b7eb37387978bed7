package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.auth.HandMadeToken;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.selfcheck.Finding;
import io.plenum.signaling.support.DtlsClient;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.Scrape;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.StunRequest;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.UdpClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Troubles are staged on a whole server, and its page and metrics must name their true cause. */
class TroublesTest {
    private static final String OTHER_FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "AB";

    private static JsonNode trouble(TestServer server) throws Exception {
        TestServer.await(() -> !troubles(server).isEmpty(), "the page to name a trouble");
        return troubles(server).get(0);
    }

    private static JsonNode troubles(TestServer server) {
        try {
            return new ObjectMapper()
                    .readTree(server.get("/admin/api/overview").body())
                    .path("troubles");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
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
            JsonNode refusal =
                    new ObjectMapper()
                            .readTree(server.get("/admin/api/overview").body())
                            .at("/refusals/0");
            assertThat(refusal.at("/verdict/cause").asText()).isEqualTo("token-expired");
            assertThat(refusal.at("/verdict/remedy").asText()).contains("clocks");
            assertThat(refusal.path("name").asText()).isEqualTo("Ann");
            assertThat(
                            new Scrape(server)
                                    .get(
                                            "plenum_joins_total{result=\"refused\",reason=\"token_expired\",}"))
                    .isEqualTo(1);
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
