package io.plenum.signaling;

import static io.plenum.signaling.support.SdpOffers.audio;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.config.Setting;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.support.SdpOffers;
import io.plenum.signaling.support.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may send how many requests, and from which pages. */
class HttpPolicyTest {
    private static final String SDP = "application/sdp";

    private static HttpResponse<String> publish(TestServer server, String address)
            throws Exception {
        return server.send(
                "POST",
                "/whip/studio",
                SdpOffers.of(audio("sendonly")),
                "Content-Type",
                SDP,
                "X-Forwarded-For",
                address);
    }

    private static String upgrade(TestServer server, String header) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            """
                            GET /v1/ws HTTP/1.1
                            Host: 127.0.0.1
                            Connection: Upgrade
                            Upgrade: websocket
                            Sec-WebSocket-Version: 13
                            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                            Sec-WebSocket-Protocol: plenum.v1
                            %s

                            """
                                    .formatted(header)
                                    .replace("\n", "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return new String(status, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void anAddressHasSoManyJoinsAMinute() throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.HTTP_TRUSTED_PROXIES,
                        List.of("127.0.0.1"),
                        Setting.HTTP_JOINS_PER_MINUTE,
                        List.of("2"));
        try (TestServer server = new TestServer(settings)) {
            assertThat(publish(server, "198.51.100.9, 203.0.113.5").statusCode()).isEqualTo(201);
            assertThat(publish(server, "203.0.113.5").statusCode()).isEqualTo(201);

            HttpResponse<String> third = publish(server, "203.0.113.5");
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).contains("30");
            assertThat(third.body()).contains("too-many-requests");
            assertThat(upgrade(server, "X-Forwarded-For: 203.0.113.5")).endsWith("429");
            assertThat(server.count(SignallingCount.REFUSED_RATE)).isEqualTo(2);

            assertThat(publish(server, "203.0.113.6").statusCode()).isEqualTo(201);
            assertThat(upgrade(server, "X-Forwarded-For: 203.0.113.6")).endsWith("101");
        }
    }

    @Test
    void whoeverTriesTokensIsStopped() throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.HTTP_TRUSTED_PROXIES,
                        List.of("127.0.0.1"),
                        Setting.AUTH_KEYS,
                        List.of("key:0123456789abcdef0123456789abcdef"));
        try (TestServer server = new TestServer(settings)) {
            String[] guess = {"X-Forwarded-For", "203.0.113.5", "Authorization", "Bearer guess"};
            for (int i = 0; i < 30; i++) {
                assertThat(server.send("GET", "/api/v1/rooms", null, guess).statusCode())
                        .isEqualTo(401);
            }
            assertThat(server.send("GET", "/api/v1/rooms", null, guess).statusCode())
                    .isEqualTo(429);
            assertThat(upgrade(server, "X-Forwarded-For: 203.0.113.5")).endsWith("429");
            guess[1] = "203.0.113.6";
            assertThat(server.send("GET", "/api/v1/rooms", null, guess).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aSubscribersIpv6NetworkCountsAsOneAddress() throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.HTTP_TRUSTED_PROXIES,
                        List.of("127.0.0.1"),
                        Setting.HTTP_JOINS_PER_MINUTE,
                        List.of("1"));
        try (TestServer server = new TestServer(settings)) {
            assertThat(publish(server, "2001:db8::1").statusCode()).isEqualTo(201);
            assertThat(publish(server, "2001:db8::2").statusCode()).isEqualTo(429);
            assertThat(publish(server, "2001:db8:0:1::2").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aStrangersXForwardedForIsNotBelieved() throws Exception {
        Map<Setting, List<String>> settings = Map.of(Setting.HTTP_JOINS_PER_MINUTE, List.of("1"));
        try (TestServer server = new TestServer(settings)) {
            for (int i = 0; i < 3; i++) {
                assertThat(publish(server, "203.0.113.5").statusCode()).isEqualTo(201);
            }
        }
    }

    @Test
    void onlyPagesOfTheseOriginsMayUseTheServer() throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(Setting.HTTP_CORS_ORIGINS, List.of("https://studio.example"));
        try (TestServer server = new TestServer(settings)) {
            HttpResponse<String> ours =
                    server.send("OPTIONS", "/whip/x", null, "Origin", "https://studio.example");
            assertThat(ours.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("https://studio.example");
            assertThat(ours.headers().firstValue("Vary")).contains("Origin");
            HttpResponse<String> other =
                    server.send("OPTIONS", "/whip/x", null, "Origin", "https://evil.example");
            assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();

            assertThat(upgrade(server, "Origin: https://studio.example")).endsWith("101");
            assertThat(upgrade(server, "Origin: http://127.0.0.1")).endsWith("101");
            assertThat(upgrade(server, "Origin: https://evil.example")).endsWith("403");
        }
    }

    /** What only the server's own pages could read would explain nothing to the others. */
    @Test
    void pagesOfOtherOriginsMayReadWhyAJoinFailsAndTheStatistics() throws Exception {
        try (TestServer server = new TestServer()) {
            for (String path :
                    new String[] {"/v1/validate", "/api/v1/stats", "/api/v1/rooms/x/stats"}) {
                String[] page = {"Origin", "https://studio.example"};
                assertThat(
                                server.send("GET", path, null, page)
                                        .headers()
                                        .firstValue("Access-Control-Allow-Origin"))
                        .contains("*");
                HttpResponse<String> preflight =
                        server.send(
                                "OPTIONS",
                                path,
                                null,
                                "Origin",
                                "https://studio.example",
                                "Access-Control-Request-Method",
                                "GET",
                                "Access-Control-Request-Headers",
                                "authorization");
                assertThat(preflight.statusCode()).as(path).isEqualTo(204);
                assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                        .contains("Authorization");
            }
            assertThat(server.post("/v1/validate", "text/plain", "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void validateSaysWhyAWebSocketIsNotOpened() throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.HTTP_TRUSTED_PROXIES,
                        List.of("127.0.0.1"),
                        Setting.HTTP_JOINS_PER_MINUTE,
                        List.of("1"),
                        Setting.HTTP_CORS_ORIGINS,
                        List.of("https://studio.example"));
        try (TestServer server = new TestServer(settings)) {
            String path = "/v1/validate?room=studio&name=Ann";
            String[] ann = {"X-Forwarded-For", "203.0.113.5"};
            assertThat(server.send("GET", path, null, ann).statusCode()).isEqualTo(200);
            assertThat(server.send("GET", path, null, ann).statusCode()).isEqualTo(200);
            assertThat(upgrade(server, "X-Forwarded-For: 203.0.113.5")).endsWith("101");
            assertThat(upgrade(server, "X-Forwarded-For: 203.0.113.5")).endsWith("429");
            HttpResponse<String> late = server.send("GET", path, null, ann);
            assertThat(late.statusCode()).isEqualTo(429);
            assertThat(late.headers().firstValue("Retry-After")).contains("60");

            HttpResponse<String> foreign =
                    server.send("GET", path, null, "Origin", "https://evil.example");
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(foreign.body()).contains("\"foreign-origin\"");
        }
    }

    @Test
    void everyAnswerHasSecurityHeaders() throws Exception {
        try (TestServer server = new TestServer()) {
            for (String path : new String[] {"/", "/health/live", "/nothing", "/whip/x"}) {
                HttpResponse<String> answer = server.get(path);
                assertThat(answer.headers().map())
                        .containsKeys(
                                "content-security-policy",
                                "x-content-type-options",
                                "referrer-policy",
                                "permissions-policy",
                                "cross-origin-opener-policy")
                        .doesNotContainKeys("server", "x-powered-by");
            }
        }
    }
}
