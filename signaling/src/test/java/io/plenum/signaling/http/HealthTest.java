package io.plenum.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three pages differ: whether to wait, to restart, or to send nobody. */
class HealthTest {
    private final Server server =
            new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private ServerState state = ServerState.SERVING;
    private String illness = "";

    @BeforeEach
    void start() throws Exception {
        server.setHandler(new HealthHandler(() -> state, () -> illness));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(String page) throws Exception {
        int port = ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + port + "/health/" + page))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void answers(int live, int ready, int startup) throws Exception {
        assertThat(get("live").statusCode()).as("live").isEqualTo(live);
        assertThat(get("ready").statusCode()).as("ready").isEqualTo(ready);
        assertThat(get("startup").statusCode()).as("startup").isEqualTo(startup);
    }

    @Test
    void eachStateHasItsAnswers() throws Exception {
        answers(200, 200, 200);
        state = ServerState.STARTING;
        answers(200, 503, 503);
        state = ServerState.DRAINING;
        answers(200, 503, 200);
    }

    @Test
    void aLoopThatStandsStillWantsARestart() throws Exception {
        illness = "Media loops that do not turn: [1].";
        answers(503, 200, 200);
        assertThat(get("live").body()).contains("Media loops that do not turn: [1].");
    }
}
