package io.plenum.signaling;

import static io.plenum.signaling.support.SdpOffers.audio;
import static io.plenum.signaling.support.SdpOffers.video;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.support.Scrape;
import io.plenum.signaling.support.SdpOffers;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WebhookReceiver;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another server is told. */
class WebhooksTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir private Path folder;

    private TestServer server(WebhookReceiver receiver) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "hooks:" + SECRET + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new TestServer(
                Map.of(
                        Setting.WEBHOOKS_URLS,
                        List.of(receiver.url()),
                        Setting.WEBHOOKS_KEY_FILE,
                        List.of(key.toString())));
    }

    private static HttpResponse<String> publish(TestServer server, String room) throws Exception {
        return server.post(
                "/whip/" + room + "?name=Ann",
                "application/sdp",
                SdpOffers.of(audio("sendonly"), video("sendonly")));
    }

    private static List<String> names(WebhookReceiver receiver, String room) {
        List<String> names = new ArrayList<>();
        for (JsonNode event : receiver.events()) {
            if (event.at("/room/name").asText().equals(room)) {
                names.add(event.path("event").asText());
            }
        }
        return names;
    }

    @Test
    void aRoomsLifeIsToldInItsOrderAndSigned() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                TestServer server = server(receiver)) {
            HttpResponse<String> ann = publish(server, "studio");
            server.delete(ann.headers().firstValue("Location").orElseThrow());

            TestServer.await(
                    () -> names(receiver, "studio").contains("room_finished"), "the room's end");
            assertThat(names(receiver, "studio"))
                    .containsExactly(
                            "room_started",
                            "participant_joined",
                            "track_published",
                            "track_published",
                            "track_unpublished",
                            "track_unpublished",
                            "participant_left",
                            "room_finished");
            JsonNode published = receiver.events().get(2);
            assertThat(published.at("/participant/name").asText()).isEqualTo("Ann");
            assertThat(published.at("/participant/sid").asText()).startsWith("p-");
            assertThat(published.at("/track/type").asText()).isEqualTo("AUDIO");
            assertThat(published.at("/track/source").asText()).isEqualTo("MICROPHONE");
            assertThat(published.path("id").asText()).hasSize(36);
            assertThat(published.path("createdAt").asLong()).isPositive();
            TestServer.await(
                    () -> server.count(SignallingCount.WEBHOOKS_DELIVERED) == 8,
                    "all eight to be counted");
        }
    }

    @Test
    void aReceiverThatFailsIsAskedAgainAndTheOrderStays() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                TestServer server = server(receiver)) {
            receiver.fail(1, 503);
            try (SocketClient ann = server.socket()) {
                ann.join("again", "Ann");
                TestServer.await(
                        () -> names(receiver, "again").size() == 2, "both events after a retry");
            }
            assertThat(names(receiver, "again")).startsWith("room_started", "participant_joined");
            assertThat(receiver.requests()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void whatIsKnownOfAParticipantIsToldToo() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                TestServer server = server(receiver);
                SocketClient ann = server.socket()) {
            ann.send(
                    """
                    {"type":"join","protocol":1,"room":"known","name":"Ann","attributes":{"team":"red"}}""");
            String id = ann.await("joined").replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
            server.send(
                    "PATCH",
                    "/api/v1/rooms/known/participants/" + id,
                    "{\"metadata\":\"seat 7\"}",
                    "Content-Type",
                    "application/json");
            ann.send("{\"type\":\"leave\"}");
            TestServer.await(
                    () -> names(receiver, "known").contains("participant_left"), "the goodbye");
            JsonNode joined = receiver.events().get(1).path("participant");
            assertThat(joined.at("/attributes/team").asText()).isEqualTo("red");
            assertThat(joined.has("metadata")).isFalse();
            JsonNode left = receiver.events().get(2).path("participant");
            assertThat(left.path("metadata").asText()).isEqualTo("seat 7");
        }
    }

    @Test
    void whatIsRefusedIsNotSentAgain() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                TestServer server = server(receiver);
                SocketClient ann = server.socket()) {
            receiver.fail(1, 410);
            ann.join("refused", "Ann");
            TestServer.await(
                    () -> names(receiver, "refused").equals(List.of("participant_joined")),
                    "the second event");
            TestServer.await(
                    () -> server.count(SignallingCount.WEBHOOKS_DELIVERED) == 1,
                    "the delivery to be counted");
            Scrape page = new Scrape(server);
            assertThat(page.get("plenum_webhooks_total{result=\"delivered\",}")).isEqualTo(1);
            assertThat(page.get("plenum_webhooks_total{result=\"failed\",}")).isEqualTo(1);
            assertThat(page.get("plenum_webhooks_total{result=\"dropped\",}")).isZero();
            assertThat(page.get("plenum_webhook_retries_total")).isZero();
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerHoldsUpNobody() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                TestServer server = server(receiver)) {
            receiver.hold();
            for (int i = 0; i < 3; i++) {
                assertThat(publish(server, "held").statusCode()).isEqualTo(201);
            }
            TestServer.await(() -> receiver.requests() == 1, "the first event, and no other");
            assertThat(publish(server, "elsewhere").statusCode()).isEqualTo(201);
            TestServer.await(() -> receiver.requests() == 2, "the other room's event");
        }
    }
}
