package io.plenum.signaling.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads client messages. Whatever comes in, out comes a message or a {@link BadMessageException}.
 */
public final class ClientMessageReader {
    /** Largest message in bytes; an offer of 100 sections is about 150 kB. */
    public static final int MAX_BYTES = 512 * 1024;

    private static final int PROTOCOL = 1;
    private static final int MAX_PUBLICATIONS = 64;
    private static final int MAX_MID_LENGTH = 32;
    private static final String TYPES = "join, offer, candidate, mute, layers, ping, leave";

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
            case "ping" -> new ClientMessage.Ping(fields.number("id", 0, Long.MAX_VALUE));
            case "leave" -> new ClientMessage.Leave();
            default ->
                    throw new BadMessageException(
                            ErrorCode.UNKNOWN_TYPE,
                            "There is no message of this type. Known types: " + TYPES + ".",
                            null);
        };
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
                fields.name("room"), fields.name("name"), fields.optionalText("token", 8192));
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

    /** The fields of one object, each read with its check. */
    private record Fields(JsonNode node, String type) {

        BadMessageException bad(String field, String problem) {
            return new BadMessageException(
                    ErrorCode.BAD_MESSAGE, type + ": \"" + field + "\" " + problem + ".", type);
        }

        private @Nullable JsonNode present(String field) {
            JsonNode value = node.get(field);
            return value == null || value.isNull() ? null : value;
        }

        @Nullable String optionalText(String field, int maxLength) throws BadMessageException {
            JsonNode value = present(field);
            if (value == null) {
                return null;
            }
            if (!value.isTextual()) {
                throw bad(field, "must be a string");
            }
            if (value.textValue().length() > maxLength) {
                throw bad(field, "is longer than " + maxLength + " characters");
            }
            return value.textValue();
        }

        String text(String field, int maxLength) throws BadMessageException {
            String value = optionalText(field, maxLength);
            if (value == null) {
                throw bad(field, "is missing");
            }
            return value;
        }

        String name(String field) throws BadMessageException {
            String value = text(field, 4 * Names.MAX_LENGTH);
            String problem = Names.problem(value);
            if (problem != null) {
                throw bad(field, problem);
            }
            return value;
        }

        String mid() throws BadMessageException {
            String value = text("mid", MAX_MID_LENGTH);
            if (value.isEmpty()) {
                throw bad("mid", "is empty");
            }
            return value;
        }

        long number(String field, long min, long max) throws BadMessageException {
            JsonNode value = present(field);
            if (value == null) {
                throw bad(field, "is missing");
            }
            if (!value.isIntegralNumber()
                    || !value.canConvertToLong()
                    || value.longValue() < min
                    || value.longValue() > max) {
                throw bad(field, "must be a whole number from " + min + " to " + max);
            }
            return value.longValue();
        }

        int layer(String field) throws BadMessageException {
            return present(field) == null
                    ? LayerTarget.HIGHEST
                    : (int) number(field, 0, LayerTarget.HIGHEST);
        }

        boolean optionalFlag(String field) throws BadMessageException {
            return present(field) != null && flag(field);
        }

        boolean flag(String field) throws BadMessageException {
            JsonNode value = present(field);
            if (value == null || !value.isBoolean()) {
                throw bad(field, "must be true or false");
            }
            return value.booleanValue();
        }

        List<JsonNode> array(String field, int maxSize) throws BadMessageException {
            JsonNode value = present(field);
            if (value == null) {
                return List.of();
            }
            if (!value.isArray()) {
                throw bad(field, "must be an array");
            }
            if (value.size() > maxSize) {
                throw bad(field, "has more than " + maxSize + " entries");
            }
            List<JsonNode> items = new ArrayList<>();
            for (JsonNode item : value) {
                if (!item.isObject()) {
                    throw bad(field, "must hold objects");
                }
                items.add(item);
            }
            return items;
        }
    }
}
