package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.auth.HandMadeToken;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A server with keys, and tokens that were made elsewhere. */
@TestInstance(Lifecycle.PER_CLASS)
class TokensTest {
    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server =
                new TestServer(
                        Map.of(Setting.AUTH_KEYS, List.of("devkey:" + HandMadeToken.SECRET)));
    }

    @AfterAll
    void end() {
        server.close();
    }

    private static String token(long validSeconds, String video) {
        return HandMadeToken.of(
                "{'iss':'devkey','sub':'ann','exp':%d,'video':{%s}}"
                        .formatted(Instant.now().getEpochSecond() + validSeconds, video),
                HandMadeToken.SECRET);
    }

    @Test
    void aTokenOpensItsRoom() throws Exception {
        try (SocketClient socket = server.socket()) {
            socket.join("daily", "Ann", token(60, "'roomJoin':true,'room':'daily'"));
            assertThat(socket.await("joined")).contains("\"room\":\"daily\"");
        }
    }

    @Test
    void theOthersAreToldWhyAndShown() throws Exception {
        refused(null, "unauthorized");
        refused("nonsense", "bad-token");
        refused(token(-60, "'roomJoin':true,'room':'daily'"), "token-expired");
        refused(token(60, "'roomJoin':true,'room':'weekly'"), "forbidden");
    }

    @Test
    void aTokenThatEndsSoonIsRenewedAndAnotherMayTakeItsPlace() throws Exception {
        try (SocketClient socket = server.socket()) {
            socket.join("renewed", "Ann", token(60, "'roomJoin':true,'room':'renewed'"));
            socket.await("joined");
            String renewed = socket.await("token").replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
            try (SocketClient second = server.socket()) {
                second.join("renewed", "Ann", renewed);
                second.await("joined");
                assertThat(socket.await("bye"))
                        .contains("\"reason\":\"duplicate-identity\"", "\"action\":\"stop\"");
                second.send(
                        "{\"type\":\"token\",\"token\":\"%s\"}"
                                .formatted(
                                        token(
                                                3_600,
                                                "'roomJoin':true,'room':'renewed','roomAdmin':true")));
                assertThat(second.await("rightsChanged")).contains("\"role\":\"moderator\"");
            }
        }
    }

    @Test
    void httpAsksForATokenToo() throws Exception {
        String offer = OfferText.sendingOpus("sha-256 " + "AB:".repeat(31) + "AB");
        HttpResponse<String> answer = server.post("/whip/daily", "application/sdp", offer);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("\"error\":\"unauthorized\"");
    }

    @Test
    void validateSaysWhyAJoinWouldBeRefused() throws Exception {
        HttpResponse<String> answer = server.get("/v1/validate?room=daily");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("asks for a token, and none was given");
        assertThat(server.get("/v1/validate?room=a/b").statusCode()).isEqualTo(400);
    }

    private void refused(@Nullable String token, String error) throws Exception {
        try (SocketClient socket = server.socket()) {
            if (token == null) {
                socket.send(
                        "{\"type\":\"join\",\"protocol\":1,\"room\":\"daily\",\"name\":\"Ann\"}");
            } else {
                socket.join("daily", "Ann", token);
            }
            assertThat(socket.await("error")).contains("\"error\":\"" + error + "\"");
            socket.await("bye");
        }
    }
}
