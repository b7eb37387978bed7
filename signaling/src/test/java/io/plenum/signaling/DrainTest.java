package io.plenum.signaling;

import static io.plenum.signaling.support.SdpOffers.audio;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.support.SdpOffers;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Emptying a server before it is stopped. */
class DrainTest {
    private static final String JSON = "application/json";

    private static HttpResponse<String> publish(TestServer server, String room) throws Exception {
        return server.post("/whip/" + room, "application/sdp", SdpOffers.of(audio("sendonly")));
    }

    @Test
    void roomsGoOnButNoneBeginsUntilItIsUndone() throws Exception {
        try (TestServer server = new TestServer();
                SocketClient ann = server.socket()) {
            ann.join("daily", "Ann");

            HttpResponse<String> drain =
                    server.post("/admin/drain", JSON, "{\"deadlineSeconds\":600}");

            assertThat(drain.statusCode()).isEqualTo(200);
            assertThat(drain.body())
                    .contains("\"draining\":true", "\"participants\":1")
                    .containsPattern("\"deadline\":\"20[0-9-]+T[0-9:.]+Z\"");
            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("emptied");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(server.get("/health/startup").statusCode()).isEqualTo(200);
            HttpResponse<String> elsewhere = publish(server, "new");
            assertThat(elsewhere.statusCode()).isEqualTo(503);
            assertThat(elsewhere.headers().firstValue("Retry-After")).isPresent();
            assertThat(publish(server, "daily").statusCode()).isEqualTo(201);

            assertThat(server.delete("/admin/drain").body()).contains("\"draining\":false");
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(publish(server, "new").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void atTheDeadlineEverybodyIsToldToGo() throws Exception {
        try (TestServer server = new TestServer();
                SocketClient ann = server.socket()) {
            ann.join("daily", "Ann");
            server.post("/admin/drain", JSON, "{\"deadlineSeconds\":0}");
            assertThat(ann.await("bye")).contains("\"reason\":\"server-shutdown\"");
            TestServer.await(() -> server.server().rooms().size() == 0, "the room to end");
        }
    }

    @Test
    void aDeadlineThatIsNoneIsRefused() throws Exception {
        try (TestServer server = new TestServer()) {
            for (String body : new String[] {"{\"deadlineSeconds\":-1}", "soon", "{}", "[]"}) {
                HttpResponse<String> answer = server.post("/admin/drain", JSON, body);
                assertThat(answer.statusCode()).as(body).isEqualTo(400);
                assertThat(answer.body()).contains("bad-deadline");
            }
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
