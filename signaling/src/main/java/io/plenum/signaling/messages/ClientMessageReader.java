package io.plenum.signaling.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.Tile;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads client messages. Whatever comes in, out comes a message or a {@link BadMessageException}.
 */
public final class ClientMessageReader {
    /** Largest message in bytes; an offer of 100 sections is about 150 kB. */
    public static final int MAX_BYTES = 512 * 1024;

    private static final int PROTOCOL = 1;
    private static final int MAX_PUBLICATIONS = 64;
    private static final int MAX_TILES = 256;

    /** Screens have fewer, in either direction. */
    private static final int MAX_TILE_PIXELS = 32_768;

    private static final int MAX_TOKEN_LENGTH = 8_192;
    private static final int MAX_CHAT_LENGTH = 4_096;
    private static final int MAX_DATA_BYTES = 16 * 1_024;
    private static final int MAX_TOPIC_LENGTH = 64;
    private static final int MAX_REACTION_BYTES = 32;
    private static final int MAX_IDENTIFIER_LENGTH = 64;
    private static final int MAX_STATS = 1_000;
    private static final int MAX_STATS_CHARACTERS = 64 * 1024;
    private static final String TYPES =
            "join, offer, candidate, mute, layers, view, hand, reaction, rename, chat, data,"
                    + " attributes, moderate, token, stats, ping, leave";

    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(16)
                                            .maxStringLength(MAX_BYTES)
                                            .maxNameLength(256)
                                            .maxNumberLength(32)
                                            .build())
                            .build());

    private ClientMessageReader() {}

    /**
     * Reads one message.
     *
     * @throws BadMessageException if it is no JSON object, of no known type, or has a wrong field
     */
    public static ClientMessage read(String text) throws BadMessageException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadMessageException(
                    ErrorCode.BAD_JSON, "The message is not JSON" + where(e) + ".", null);
        }
        if (root == null || !root.isObject()) {
            throw new BadMessageException(
                    ErrorCode.BAD_JSON, "The message must be one JSON object.", null);
        }
        JsonNode type = root.get("type");
        if (type == null || !type.isTextual()) {
            throw new BadMessageException(
                    ErrorCode.BAD_MESSAGE, "The message has no \"type\" string.", null);
        }
        Fields fields = new Fields(root, type.textValue());
        return switch (type.textValue()) {
            case "join" -> join(fields);
            case "offer" -> offer(fields);
            case "candidate" ->
                    new ClientMessage.Candidate(fields.mid(), fields.text("candidate", 1024));
            case "mute" -> new ClientMessage.Mute(fields.mid(), fields.flag("muted"));
            case "layers" ->
                    new ClientMessage.Layers(
                            fields.mid(),
                            new LayerTarget(
                                    fields.layer("encoding"),
                                    fields.layer("spatial"),
                                    fields.layer("temporal")));
            case "view" -> view(fields);
            case "hand" -> new ClientMessage.Hand(fields.flag("raised"));
            case "reaction" -> reaction(fields);
            case "rename" -> new ClientMessage.Rename(fields.name("name"));
            case "chat" -> chat(fields);
            case "data" -> data(fields);
            case "attributes" -> {
                fields.require("attributes");
                yield new ClientMessage.Attributes(fields.texts("attributes"));
            }
            case "moderate" -> new ClientMessage.Moderate(ModeratorActionReader.read(fields));
            case "token" -> new ClientMessage.Token(fields.text("token", MAX_TOKEN_LENGTH));
            case "stats" -> stats(fields, text.length());
            case "ping" -> new ClientMessage.Ping(fields.number("id", 0, Long.MAX_VALUE));
            case "leave" -> new ClientMessage.Leave();
            default ->
                    throw new BadMessageException(
                            ErrorCode.UNKNOWN_TYPE,
                            "There is no message of this type. Known types: " + TYPES + ".",
                            null);
        };
    }

    private static ClientMessage stats(Fields fields, int characters) throws BadMessageException {
        if (characters > MAX_STATS_CHARACTERS) {
            throw fields.bad("report", "is longer than " + MAX_STATS_CHARACTERS + " characters");
        }
        ArrayNode report = JSON.createArrayNode();
        report.addAll(fields.array("report", MAX_STATS));
        return new ClientMessage.Stats(report);
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line %d, column %d)"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static ClientMessage join(Fields fields) throws BadMessageException {
        long protocol = fields.number("protocol", 0, Integer.MAX_VALUE);
        if (protocol != PROTOCOL) {
            throw new BadMessageException(
                    ErrorCode.UNSUPPORTED_PROTOCOL,
                    "This server speaks protocol "
                            + PROTOCOL
                            + ", the client asked for "
                            + protocol
                            + ".",
                    "join");
        }
        return new ClientMessage.Join(
                fields.name("room"),
                fields.name("name"),
                fields.optionalText("token", MAX_TOKEN_LENGTH),
                fields.optionalText("resume", 256),
                fields.presentTexts("attributes"));
    }

    private static ClientMessage reaction(Fields fields) throws BadMessageException {
        String reaction = fields.text("reaction", MAX_REACTION_BYTES);
        if (reaction.isBlank()
                || reaction.getBytes(StandardCharsets.UTF_8).length > MAX_REACTION_BYTES) {
            throw fields.bad("reaction", "must have 1 to " + MAX_REACTION_BYTES + " bytes");
        }
        return new ClientMessage.Reaction(reaction);
    }

    private static ClientMessage chat(Fields fields) throws BadMessageException {
        String text = fields.text("text", MAX_CHAT_LENGTH);
        if (text.isBlank()) {
            throw fields.bad("text", "is empty");
        }
        return new ClientMessage.Chat(text, fields.optionalText("to", MAX_IDENTIFIER_LENGTH));
    }

    private static ClientMessage data(Fields fields) throws BadMessageException {
        JsonNode payload = fields.node().get("payload");
        if (payload == null) {
            throw fields.bad("payload", "is missing");
        }
        if (payload.toString().getBytes(StandardCharsets.UTF_8).length > MAX_DATA_BYTES) {
            throw fields.bad("payload", "is larger than " + MAX_DATA_BYTES / 1024 + " KiB");
        }
        return new ClientMessage.Data(
                payload,
                fields.optionalText("to", MAX_IDENTIFIER_LENGTH),
                fields.optionalText("topic", MAX_TOPIC_LENGTH));
    }

    private static ClientMessage offer(Fields fields) throws BadMessageException {
        int id = (int) fields.number("id", 1, Integer.MAX_VALUE);
        String sdp = fields.text("sdp", MAX_BYTES);
        List<OfferedPublication> publications = new ArrayList<>();
        Set<String> mids = new HashSet<>();
        for (JsonNode item : fields.array("publications", MAX_PUBLICATIONS)) {
            Fields each = new Fields(item, "offer");
            String mid = each.mid();
            if (!mids.add(mid)) {
                throw each.bad("publications", "name the same mid twice");
            }
            Source source = Source.ofText(each.text("source", 32));
            if (source == null) {
                throw each.bad("source", "must be one of " + Source.names());
            }
            publications.add(new OfferedPublication(mid, source, each.optionalFlag("muted")));
        }
        return new ClientMessage.Offer(id, sdp, publications);
    }

    private static ClientMessage view(Fields fields) throws BadMessageException {
        List<Tile> tiles = new ArrayList<>();
        Set<String> mids = new HashSet<>();
        for (JsonNode item : fields.array("tiles", MAX_TILES)) {
            Fields each = new Fields(item, "view");
            String mid = each.mid();
            if (!mids.add(mid)) {
                throw each.bad("tiles", "name the same mid twice");
            }
            tiles.add(
                    new Tile(
                            mid,
                            (int) each.number("width", 0, MAX_TILE_PIXELS),
                            (int) each.number("height", 0, MAX_TILE_PIXELS),
                            each.flag("visible"),
                            each.optionalFlag("pinned")));
        }
        return new ClientMessage.View(tiles, fields.optionalFlag("hidden"));
    }
}
