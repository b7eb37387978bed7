package io.plenum.loadtests.signalling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Janus' video room over its HTTP API: one session and one handle per connection, and a thread that
 * waits for events. Publishers offer; viewers are offered to.
 */
public final class JanusSignalling implements RoomSignalling {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG_POLL = Duration.ofSeconds(60);
    private static final int ROOM_EXISTS = 427;
    private static final int MOST_PUBLISHERS = 1_000;

    private final HttpClient client;
    private final URI api;
    private final int room;
    private final String name;
    private final LinkedBlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private @Nullable URI session;
    private @Nullable URI handle;
    private volatile boolean closed;
    private int transactions;

    /**
     * Sends nothing yet.
     *
     * @param api address of the HTTP API, as {@code http://localhost:8088/janus}
     * @param room any name; Janus is told a number made of it
     */
    public JanusSignalling(HttpClient client, URI api, String room, String name) {
        this.client = client;
        this.api = api;
        this.room = room.hashCode() & 0x7FFF_FFFF;
        this.name = name;
    }

    private void attach() throws IOException {
        JsonNode created = post(api, request("create"));
        URI own = URI.create(api + "/" + created.path("data").path("id").asText());
        session = own;
        JsonNode attached = post(own, request("attach").put("plugin", "janus.plugin.videoroom"));
        handle = URI.create(own + "/" + attached.path("data").path("id").asText());
        Thread.ofVirtual().start(() -> poll(own));
    }

    /** Waits for events, which also keeps the session. */
    private void poll(URI own) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(own + "?maxev=10")).timeout(LONG_POLL).build();
        while (!closed) {
            try {
                JsonNode list = JSON.readTree(Blocking.send(client, request).body());
                for (JsonNode event : list.isArray() ? list : JSON.createArrayNode().add(list)) {
                    if (event.path("janus").asText().equals("event")) {
                        events.add(event);
                    }
                }
            } catch (IOException e) {
                if (!closed) {
                    events.add(JSON.createObjectNode().put("error", "poll: " + e));
                }
                return;
            }
        }
    }

    @Override
    public String offer(String sdp, String publishedMids) throws IOException {
        attach();
        ObjectNode body = JSON.createObjectNode().put("request", "create").put("room", room);
        body.put("publishers", MOST_PUBLISHERS).put("bitrate", 0).put("videocodec", "vp8");
        JsonNode created = post(known(handle), message(body.put("audiocodec", "opus")));
        int error = created.path("plugindata").path("data").path("error_code").asInt();
        if (error != 0 && error != ROOM_EXISTS) {
            throw new IOException("Janus makes no room: " + created);
        }
        ObjectNode join = JSON.createObjectNode().put("request", "joinandconfigure");
        join.put("ptype", "publisher").put("room", room).put("display", name);
        ObjectNode message = message(join);
        message.putObject("jsep").put("type", "offer").put("sdp", sdp);
        post(known(handle), message);
        return eventWithSdp();
    }

    /**
     * Asks for everything that the room's publishers send.
     *
     * @param except display name of one who is left out
     * @return Janus' offer
     */
    public String subscribe(String except) throws IOException {
        attach();
        ObjectNode list = JSON.createObjectNode().put("request", "listparticipants");
        JsonNode found = post(known(handle), message(list.put("room", room)));
        ObjectNode join = JSON.createObjectNode().put("request", "join");
        ArrayNode streams = join.put("ptype", "subscriber").put("room", room).putArray("streams");
        for (JsonNode each : found.path("plugindata").path("data").path("participants")) {
            if (each.path("publisher").asBoolean()
                    && !each.path("display").asText().equals(except)) {
                streams.addObject().set("feed", each.path("id"));
            }
        }
        post(known(handle), message(join));
        return eventWithSdp();
    }

    /** Answers Janus' offer. */
    public void answer(String sdp) throws IOException {
        ObjectNode start = message(JSON.createObjectNode().put("request", "start"));
        start.putObject("jsep").put("type", "answer").put("sdp", sdp);
        post(known(handle), start);
    }

    private String eventWithSdp() throws IOException {
        while (true) {
            JsonNode event = Blocking.next(events, "session description from Janus");
            JsonNode data = event.path("plugindata").path("data");
            if (event.has("error") || data.has("error")) {
                throw new IOException("Janus refused: " + event);
            }
            if (event.has("jsep")) {
                return event.path("jsep").path("sdp").asText();
            }
        }
    }

    private ObjectNode request(String what) {
        return JSON.createObjectNode()
                .put("janus", what)
                .put("transaction", Integer.toString(++transactions));
    }

    private ObjectNode message(ObjectNode body) {
        ObjectNode message = request("message");
        message.set("body", body);
        return message;
    }

    private JsonNode post(URI where, ObjectNode what) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(where)
                        .timeout(Blocking.PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofString(what.toString()))
                        .build();
        String body = Blocking.send(client, request).body();
        JsonNode answer = JSON.readTree(body);
        if (answer.path("janus").asText().equals("error")) {
            throw new IOException("Janus refused: " + body);
        }
        return answer;
    }

    private static URI known(@Nullable URI address) {
        if (address == null) {
            throw new IllegalStateException("not attached yet");
        }
        return address;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (session != null) {
            post(session, request("destroy"));
        }
    }
}
