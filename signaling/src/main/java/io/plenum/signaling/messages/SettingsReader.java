package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plenum.signaling.messages.RoomSettings.DuplicateIdentity;
import io.plenum.signaling.messages.RoomSettings.Publishers;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads room settings, or some of them. What is not known is refused: a typo must not open a room.
 */
public final class SettingsReader {
    private static final int MAX_PARTICIPANTS = 100_000;
    private static final int MAX_TITLE_LENGTH = 256;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> KNOWN = known();

    private SettingsReader() {}

    private static Set<String> known() {
        ObjectNode all = JSON.valueToTree(RoomSettings.DEFAULT);
        return Set.copyOf(all.properties().stream().map(Map.Entry::getKey).toList());
    }

    /**
     * Settings with some of them changed.
     *
     * @param changes an object with the changed ones; null sets what may be null to that
     * @param type of the message that they came in, for errors
     * @throws BadMessageException if one is unknown or has a wrong value
     */
    public static RoomSettings apply(RoomSettings before, JsonNode changes, String type)
            throws BadMessageException {
        if (!changes.isObject()) {
            throw bad(type, "must be an object");
        }
        ObjectNode merged = JSON.valueToTree(before);
        for (Map.Entry<String, JsonNode> each : changes.properties()) {
            if (!KNOWN.contains(each.getKey())) {
                throw bad(type, "may hold " + String.join(", ", KNOWN.stream().sorted().toList()));
            }
            merged.set(each.getKey(), each.getValue());
        }
        Fields fields = new Fields(merged, type);
        return new RoomSettings(
                fields.optionalText("title", MAX_TITLE_LENGTH),
                fields.presentTexts("metadata"),
                maxParticipants(fields),
                fields.oneOf("publishers", Publishers.values(), Publishers::text),
                sources(fields),
                fields.flag("lobby"),
                fields.flag("locked"),
                fields.flag("mutedOnEntry"),
                fields.flag("chat"),
                fields.flag("e2ee"),
                fields.oneOf(
                        "duplicateIdentity", DuplicateIdentity.values(), DuplicateIdentity::text),
                fields.has("expiresAt") ? fields.number("expiresAt", 0, Long.MAX_VALUE) : null);
    }

    private static Set<Source> sources(Fields fields) throws BadMessageException {
        JsonNode names = fields.node().get("sources");
        Set<Source> sources = EnumSet.noneOf(Source.class);
        boolean good = names.isArray();
        for (JsonNode each : names) {
            Source source = Source.ofText(each.asText());
            good &= source != null && sources.add(source);
        }
        if (!good) {
            throw fields.bad("sources", "must be an array of different ones of " + Source.names());
        }
        return sources;
    }

    private static @Nullable Integer maxParticipants(Fields fields) throws BadMessageException {
        return fields.has("maxParticipants")
                ? (int) fields.number("maxParticipants", 1, MAX_PARTICIPANTS)
                : null;
    }

    private static BadMessageException bad(String type, String problem) {
        return new BadMessageException(
                ErrorCode.BAD_MESSAGE, type + ": the settings " + problem + ".", type);
    }
}
