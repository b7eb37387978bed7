package io.plenum.loadtests.signalling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Plenum's own protocol, {@code plenum.v1} (docs/protocol.md). */
public final class WebSocketSignalling implements RoomSignalling, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkedBlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;
    private int offers;

    private WebSocketSignalling() {}

    /**
     * Enters a room.
     *
     * @param url of the server, as {@code http://localhost:8080/}
     */
    public static WebSocketSignalling join(HttpClient client, URI url, String room, String name)
            throws IOException {
        WebSocketSignalling signalling = new WebSocketSignalling();
        String scheme = url.getScheme().equals("https") ? "wss" : "ws";
        URI endpoint = URI.create(scheme + "://" + url.getAuthority() + "/v1/ws");
        signalling.socket =
                Blocking.await(
                        client.newWebSocketBuilder()
                                .subprotocols("plenum.v1")
                                .connectTimeout(Blocking.PATIENCE)
                                .buildAsync(endpoint, signalling),
                        "the WebSocket");
        ObjectNode join = JSON.createObjectNode().put("type", "join").put("protocol", 1);
        signalling.send(join.put("room", room).put("name", name));
        signalling.reply("joined");
        return signalling;
    }

    @Override
    public String offer(String sdp, String publishedMids) throws IOException {
        ObjectNode offer = JSON.createObjectNode().put("type", "offer").put("id", ++offers);
        ArrayNode publications = offer.put("sdp", sdp).putArray("publications");
        for (String each : publishedMids.isEmpty() ? new String[0] : publishedMids.split(" ")) {
            int colon = each.indexOf(':');
            publications
                    .addObject()
                    .put("mid", each.substring(0, colon))
                    .put("source", each.endsWith("audio") ? "microphone" : "camera")
                    .put("muted", false);
        }
        send(offer);
        return reply("answer").path("sdp").asText();
    }

    /** Keeps the server from taking us for gone; to be called every 20 s or so. */
    public void ping() throws IOException {
        send(JSON.createObjectNode().put("type", "ping").put("id", 1));
    }

    private void send(ObjectNode message) throws IOException {
        WebSocket open = socket;
        if (open == null) {
            throw new IOException("the WebSocket is not open");
        }
        Blocking.await(open.sendText(message.toString(), true), "the WebSocket");
    }

    private JsonNode reply(String type) throws IOException {
        while (true) {
            JsonNode message = Blocking.next(replies, type);
            String found = message.path("type").asText();
            if (found.equals(type)) {
                return message;
            }
            if (found.equals("error") || found.equals("bye")) {
                throw new IOException("refused: " + message.path("message").asText());
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            try {
                onMessage(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                replies.add(JSON.createObjectNode().put("type", "error").put("message", text));
            }
        }
        from.request(1);
        return null;
    }

    private void onMessage(JsonNode message) {
        switch (message.path("type").asText()) {
            case "joined", "answer", "error", "bye" -> replies.add(message);
            default -> {
                // what the others do
            }
        }
    }

    @Override
    public void close() throws IOException {
        WebSocket open = socket;
        if (open != null && !open.isOutputClosed()) {
            send(JSON.createObjectNode().put("type", "leave"));
            Blocking.await(open.sendClose(WebSocket.NORMAL_CLOSURE, ""), "the WebSocket");
        }
    }
}
