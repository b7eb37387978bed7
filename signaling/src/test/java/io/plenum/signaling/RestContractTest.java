package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Walks every path, method and answer of openapi.yaml: each test sends requests that are as the
 * document wants them, each answer is compared with it, and the last test looks whether any answer
 * of the document was never seen.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RestContractTest {
    private static final Path FILE =
            Path.of("src/main/resources/io/plenum/signaling/http/openapi.yaml");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final int MAX_STREAMS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> seen = new TreeSet<>();
    private JsonNode document;
    private TestServer server;
    private TestServer guarded;
    private SocketClient ann;

    @BeforeAll
    void start() throws Exception {
        document = new YAMLMapper().readTree(FILE.toFile());
        server = new TestServer();
        guarded = new TestServer(Map.of(Setting.AUTH_KEYS, List.of("key:" + SECRET)));
        ann = server.socket();
        ann.join("with-ann", "Ann");
    }

    @AfterAll
    void end() {
        ann.close();
        guarded.close();
        server.close();
    }

    /** Sends a request and holds the answer against the document. */
    private HttpResponse<String> exchange(
            String method, String path, @Nullable String body, int status, String... headers)
            throws Exception {
        return exchange(server, method, path, body, status, headers);
    }

    private HttpResponse<String> exchange(
            TestServer target,
            String method,
            String path,
            @Nullable String body,
            int status,
            String... headers)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        if (body != null && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        HttpResponse<String> answer =
                target.send(method, "/api/v1" + path, body, all.toArray(String[]::new));
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        String template = template(path);
        JsonNode operation = document.path("paths").path(template);
        String documented =
                operation.has(method.toLowerCase(java.util.Locale.ROOT))
                        ? method.toLowerCase(java.util.Locale.ROOT)
                        : operation.has("post") ? "post" : "get";
        JsonNode response = resolve(operation.path(documented).path("responses").path("" + status));
        assertThat(response.isMissingNode())
                .as("%s %s answers %d", method, template, status)
                .isFalse();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (response.path("content").isEmpty()) {
            assertThat(answer.body()).isEmpty();
        } else {
            assertThat(response.path("content").has(type)).as("type " + type).isTrue();
            JsonNode schema = response.path("content").path(type).path("schema");
            if (!schema.isMissingNode()) {
                assertThat(schema(schema).validate(JSON.readTree(answer.body())))
                        .as(answer.body())
                        .isEmpty();
            }
        }
        response.path("headers")
                .fieldNames()
                .forEachRemaining(
                        name -> assertThat(answer.headers().firstValue(name)).isPresent());
        seen.add(documented + " " + template + " " + status);
        if (status < 300 && body != null) {
            JsonNode request = operation.path(documented).path("requestBody").path("content");
            JsonNode schema = request.path("application/json").path("schema");
            assertThat(schema(schema).validate(JSON.readTree(body))).as(body).isEmpty();
        }
        return answer;
    }

    private String template(String path) {
        String bare = path.replaceAll("\\?.*", "");
        List<String> fitting = new ArrayList<>();
        document.path("paths")
                .fieldNames()
                .forEachRemaining(
                        each -> {
                            String pattern =
                                    Pattern.quote(each).replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
                            if (bare.matches(pattern)) {
                                fitting.add(each);
                            }
                        });
        assertThat(fitting).as(bare).hasSize(1);
        return fitting.getFirst();
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private JsonSchema schema(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("$defs", document.at("/components/schemas"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole.toString().replace("#/components/schemas/", "#/$defs/"));
    }

    private static String token(Map<String, Object> video) {
        return new TokenMint("key", SECRET)
                .mint("robot", null, video, System.currentTimeMillis(), Duration.ofMinutes(1));
    }

    private static String[] bearer(Map<String, Object> video) {
        return new String[] {"Authorization", "Bearer " + token(video)};
    }

    private String annsId() throws Exception {
        return JSON.readTree(exchange("GET", "/rooms/with-ann/participants", null, 200).body())
                .at("/participants/0/id")
                .asText();
    }

    @Test
    @Order(1)
    void theDocumentIsServedAsItStands() throws Exception {
        HttpResponse<String> answer = exchange("GET", "/openapi.yaml", null, 200);
        assertThat(answer.body()).isEqualTo(Files.readString(FILE));
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        exchange("DELETE", "/openapi.yaml", null, 405);
        exchange(guarded, "GET", "/openapi.yaml", null, 200);
    }

    @Test
    @Order(2)
    void roomsAreBegunListedEditedAndEnded() throws Exception {
        HttpResponse<String> created =
                exchange(
                        "POST",
                        "/rooms",
                        "{\"name\":\"Montag früh\",\"settings\":{\"maxParticipants\":7,\"lobby\":true}}",
                        201);
        assertThat(created.headers().firstValue("Location"))
                .contains("/api/v1/rooms/Montag%20fr%C3%BCh");
        exchange("POST", "/rooms", "{\"name\":\"Montag früh\"}", 409);
        exchange("POST", "/rooms", "{\"name\":\"a/b\"}", 400);
        exchange("POST", "/rooms", "{\"name\":\"x\",\"settings\":{\"lobbby\":true}}", 400);
        exchange("POST", "/rooms", "{\"name\":\"x\",\"emptySeconds\":0}", 400);
        exchange("POST", "/rooms", "[]", 400);
        exchange("POST", "/rooms", "{}", 415, "Content-Type", "text/plain");
        exchange("POST", "/rooms", "{\"name\":\"" + "x".repeat(70_000) + "\"}", 413);

        String path = "/rooms/Montag%20fr%C3%BCh";
        HttpResponse<String> read = exchange("GET", path, null, 200);
        assertThat(read.body()).contains("\"maxParticipants\":7", "\"lobby\":true");
        String tag = read.headers().firstValue("ETag").orElseThrow();
        exchange("GET", path, null, 304, "If-None-Match", tag);
        exchange("GET", "/rooms/nobody", null, 404);
        exchange("GET", "/rooms/a%3Fb", null, 400);

        HttpResponse<String> changed =
                exchange(
                        "PATCH",
                        path,
                        "{\"title\":\"Monday\",\"metadata\":{\"k\":\"v\"}}",
                        200,
                        "If-Match",
                        tag);
        assertThat(changed.body())
                .contains("\"title\":\"Monday\"", "\"k\":\"v\"", "\"maxParticipants\":7");
        exchange("PATCH", path, "{\"title\":\"late\"}", 412, "If-Match", tag);
        exchange("PATCH", path, "{\"maxParticipants\":0}", 400);
        exchange("PATCH", path, "{\"title\":\"x\"}", 415, "Content-Type", "text/plain");
        exchange("PATCH", "/rooms/nobody", "{}", 404);

        assertThat(exchange("GET", "/rooms", null, 200).body())
                .contains("\"name\":\"Montag früh\"", "\"name\":\"with-ann\"");
        JsonNode first = JSON.readTree(exchange("GET", "/rooms?limit=1", null, 200).body());
        assertThat(first.path("rooms")).hasSize(1);
        assertThat(first.path("next").asText()).isEqualTo("Montag früh");
        JsonNode second =
                JSON.readTree(
                        exchange("GET", "/rooms?limit=1&after=Montag%20fr%C3%BCh", null, 200)
                                .body());
        assertThat(second.at("/rooms/0/name").asText()).isEqualTo("with-ann");
        assertThat(second.at("/rooms/0/participants").asInt()).isEqualTo(1);
        assertThat(second.path("next").isNull()).isTrue();
        exchange("GET", "/rooms?limit=0", null, 400);

        exchange("DELETE", path, null, 412, "If-Match", tag);
        exchange("DELETE", path, null, 204);
        exchange("DELETE", path, null, 404);
        exchange("GET", path, null, 404);
    }

    @Test
    @Order(3)
    void participantsAreSeenAndChanged() throws Exception {
        String id = annsId();
        String path = "/rooms/with-ann/participants/" + id;
        exchange("GET", "/rooms/with-ann/participants?limit=many", null, 400);
        exchange("GET", "/rooms/nobody/participants", null, 404);
        exchange("GET", "/rooms/nobody/stats", null, 404);
        assertThat(exchange("GET", "/rooms/with-ann/stats", null, 200).body()).contains(id);
        assertThat(exchange("GET", path + "/stats", null, 200).body())
                .contains(id, "\"downlink\":{", "\"limitedBy\":\"unknown\"");
        exchange("GET", "/rooms/with-ann/participants/nobody/stats", null, 404);
        HttpResponse<String> read = exchange("GET", path, null, 200);
        assertThat(read.body()).contains("\"name\":\"Ann\"");
        String tag = read.headers().firstValue("ETag").orElseThrow();
        exchange("GET", path, null, 304, "If-None-Match", tag);
        exchange("GET", "/rooms/with-ann/participants/p-none", null, 404);

        // Nobody else could moderate.
        exchange("PATCH", path, "{\"role\":\"listener\"}", 409, "If-Match", tag);
        HttpResponse<String> changed =
                exchange(
                        "PATCH",
                        path,
                        "{\"name\":\"Anna\",\"role\":\"moderator\",\"muted\":{\"audio\":true,\"video\":false}}",
                        200,
                        "If-Match",
                        tag);
        assertThat(changed.body()).contains("\"name\":\"Anna\"", "\"role\":\"moderator\"");
        assertThat(ann.await("moderated")).contains("\"by\":null");
        exchange("PATCH", path, "{\"name\":\"Late\"}", 412, "If-Match", tag);

        assertThat(
                        exchange(
                                        "PATCH",
                                        path,
                                        "{\"attributes\":{\"team\":\"red\",\"seat\":\"7\"},\"metadata\":\"{'x':1}\"}",
                                        200)
                                .body())
                .contains(
                        "\"attributes\":{\"seat\":\"7\",\"team\":\"red\"}",
                        "\"metadata\":\"{'x':1}\"");
        assertThat(ann.await("participantChanged")).contains("\"name\":\"Anna\"");
        assertThat(
                        exchange(
                                        "PATCH",
                                        path,
                                        "{\"attributes\":{\"team\":null},\"metadata\":null}",
                                        200)
                                .body())
                .contains("\"attributes\":{\"seat\":\"7\"}")
                .doesNotContain("metadata");
        String[] bad = {
            "{\"name\":\"\"}",
            "{\"role\":\"king\"}",
            "{\"muted\":true}",
            "{\"muted\":{\"nose\":true}}",
            "{\"handRaised\":true}",
            "{\"attributes\":{\"team\":7}}",
            "{\"attributes\":null}",
            "{\"metadata\":{}}",
            "{\"metadata\":\"" + "x".repeat(4_097) + "\"}",
            "{\"size\":7}"
        };
        for (String each : bad) {
            exchange("PATCH", path, each, 400);
        }
        exchange("PATCH", path, "{}", 415, "Content-Type", "text/plain");
        exchange("PATCH", "/rooms/with-ann/participants/p-none", "{}", 404);
    }

    /** Nobody's change is lost because somebody else's came between its reading and its writing. */
    @Test
    @Order(4)
    void ofTwoWhoChangeTheSameOneIsToldSo() throws Exception {
        String path = "/rooms/with-ann";
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String tag =
                        exchange("GET", path, null, 200).headers().firstValue("ETag").orElseThrow();
                List<Callable<Integer>> both = new ArrayList<>();
                for (String who : List.of("a", "b")) {
                    String body = "{\"title\":\"%s %d\"}".formatted(who, i);
                    both.add(
                            () ->
                                    server.send(
                                                    "PATCH",
                                                    "/api/v1" + path,
                                                    body,
                                                    "Content-Type",
                                                    "application/json",
                                                    "If-Match",
                                                    tag)
                                            .statusCode());
                }
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> each : threads.invokeAll(both)) {
                    statuses.add(each.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(200, 412);
            }
        }
    }

    @Test
    @Order(4)
    void messagesReachThem() throws Exception {
        String path = "/rooms/with-ann/messages";
        exchange("POST", path, "{\"payload\":{\"score\":3},\"topic\":\"quiz\"}", 204);
        assertThat(ann.await("data"))
                .contains(
                        "\"payload\":{\"score\":3}", "\"topic\":\"quiz\"", "\"participant\":null");
        exchange("POST", path, "{\"payload\":1,\"to\":\"p-none\"}", 404);
        exchange("POST", path, "{\"to\":\"p-none\"}", 400);
        exchange("POST", path, "{\"payload\":1,\"topic\":7}", 400);
        exchange("POST", path, "{\"payload\":1}", 415, "Content-Type", "text/plain");
        exchange("GET", path, null, 405);
    }

    @Test
    @Order(5)
    void actionsAreThoseOfModerators() throws Exception {
        String path = "/rooms/with-ann/actions";
        exchange("POST", path, "{\"action\":\"lock\",\"value\":true}", 204);
        assertThat(exchange("GET", "/rooms/with-ann", null, 200).body())
                .contains("\"locked\":true");
        exchange("POST", path, "{\"action\":\"dance\"}", 400);
        exchange("POST", path, "{\"action\":\"remove\",\"participant\":\"p-none\"}", 404);
        exchange("POST", path, "{}", 415, "Content-Type", "text/plain");
        exchange("GET", path, null, 405);
    }

    /** Opens as many as there may be, so that the next is refused. */
    @Test
    @Order(6)
    void statisticsAreStreamedToSoMany() throws Exception {
        for (String path : List.of("/stats/stream", "/rooms/with-ann/stats/stream")) {
            List<InputStream> streams = new ArrayList<>();
            try {
                for (int i = 0; i < MAX_STREAMS; i++) {
                    HttpResponse<InputStream> answer = server.open("/api/v1" + path);
                    streams.add(answer.body());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("Content-Type"))
                            .contains("text/event-stream");
                }
                exchange("GET", path, null, 503);
            } finally {
                for (InputStream each : streams) {
                    each.close();
                }
            }
            seen.add("get " + template(path) + " 200");
            exchange("DELETE", path, null, 405);
        }
        exchange("GET", "/rooms/nobody/stats/stream", null, 404);
    }

    @Test
    @Order(7)
    void removingEndsTheStay() throws Exception {
        String path = "/rooms/with-ann/participants/" + annsId();
        exchange("DELETE", path, null, 412, "If-Match", "\"other\"");
        exchange("DELETE", path + "?ban=true", null, 204);
        assertThat(ann.await("bye")).contains("\"reason\":\"banned\"");
        exchange("DELETE", path, null, 404);
    }

    @Test
    @Order(8)
    void rightsAreThoseOfTheToken() throws Exception {
        String[][] requests = {
            {"GET", "/stats", null},
            {"GET", "/stats/stream", null},
            {"GET", "/rooms/mine/stats/stream", null},
            {"GET", "/rooms", null},
            {"POST", "/rooms", "{\"name\":\"mine\"}"},
            {"GET", "/rooms/mine", null},
            {"PATCH", "/rooms/mine", "{\"title\":\"x\"}"},
            {"GET", "/rooms/mine/participants", null},
            {"GET", "/rooms/mine/participants/p-1", null},
            {"PATCH", "/rooms/mine/participants/p-1", "{\"name\":\"x\"}"},
            {"DELETE", "/rooms/mine/participants/p-1", null},
            {"GET", "/rooms/mine/stats", null},
            {"GET", "/rooms/mine/participants/p-1/stats", null},
            {"POST", "/rooms/mine/messages", "{\"payload\":1}"},
            {"POST", "/rooms/mine/actions", "{\"action\":\"lock\",\"value\":false}"},
            {"DELETE", "/rooms/mine", null},
        };
        String[] join = bearer(Map.of("roomJoin", true, "room", "mine"));
        String[] elsewhere = bearer(Map.of("roomAdmin", true, "room", "other"));
        for (String[] each : requests) {
            HttpResponse<String> none = exchange(guarded, each[0], each[1], each[2], 401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            HttpResponse<String> bad =
                    exchange(
                            guarded, each[0], each[1], each[2], 401, "Authorization", "Bearer xyz");
            assertThat(bad.body()).contains("bad-token").doesNotContain("xyz");
            exchange(guarded, each[0], each[1], each[2], 403, join);
            exchange(guarded, each[0], each[1], each[2], 403, elsewhere);
        }
        String[] list = bearer(Map.of("roomList", true));
        String[] create = bearer(Map.of("roomCreate", true));
        String[] admin = bearer(Map.of("roomAdmin", true, "room", "mine"));
        exchange(guarded, "POST", "/rooms", "{\"name\":\"mine\"}", 201, create);
        exchange(guarded, "GET", "/rooms", null, 200, list);
        exchange(guarded, "GET", "/stats", null, 200, list);
        exchange(guarded, "GET", "/rooms/mine", null, 200, admin);
        exchange(guarded, "GET", "/rooms/mine/stats", null, 200, admin);
        exchange(guarded, "PATCH", "/rooms/mine", "{\"locked\":true}", 200, admin);
        exchange(guarded, "POST", "/rooms/mine/messages", "{\"payload\":1}", 204, admin);
        exchange(guarded, "DELETE", "/rooms/mine", null, 204, create);
    }

    @Test
    @Order(9)
    void withoutKeysRoomsAreControlledFromThisMachineOnly() throws Exception {
        String[] elsewhere = {"X-Forwarded-For", "203.0.113.5"};
        exchange("GET", "/stats", null, 200, elsewhere);
        assertThat(exchange("GET", "/rooms", null, 403, elsewhere).body())
                .contains("operators-only", "admin.port");
        try (TestServer open = new TestServer(Map.of(Setting.HTTP_OPEN_REST, List.of("true")))) {
            exchange(open, "GET", "/rooms", null, 200, elsewhere);
        }
    }

    @Test
    @Order(10)
    void aServerThatStopsTakesNoRooms() throws Exception {
        try (TestServer stopping = new TestServer()) {
            stopping.server().rooms().close();
            exchange(stopping, "POST", "/rooms", "{\"name\":\"x\"}", 503);
        }
    }

    @Test
    @Order(11)
    void everyAnswerOfTheDocumentWasSeen() {
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                method ->
                                                        method.getValue()
                                                                .path("responses")
                                                                .fieldNames()
                                                                .forEachRemaining(
                                                                        status ->
                                                                                documented.add(
                                                                                        method
                                                                                                        .getKey()
                                                                                                + " "
                                                                                                + path
                                                                                                        .getKey()
                                                                                                + " "
                                                                                                + status))));
        assertThat(seen).isEqualTo(documented);
    }
}
