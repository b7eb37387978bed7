package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.parameters.LayerTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object, each read with its check.
 *
 * @param type of the message, for errors
 */
record Fields(JsonNode node, String type) {
    /** Most attributes, or metadata, of anything. */
    static final int MAX_TEXTS = 32;

    private static final int MAX_KEY_LENGTH = 64;
    private static final int MAX_TEXT_LENGTH = 1_024;
    private static final int MAX_MID_LENGTH = 32;

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

    void require(String field) throws BadMessageException {
        if (!has(field)) {
            throw bad(field, "is missing");
        }
    }

    /** Likewise, without those that are null. */
    Map<String, String> presentTexts(String field) throws BadMessageException {
        Map<String, String> present = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable String> each : texts(field).entrySet()) {
            String value = each.getValue();
            if (value != null) {
                present.put(each.getKey(), value);
            }
        }
        return present;
    }

    boolean has(String field) {
        return present(field) != null;
    }

    /** The constant of that name. */
    <E> E oneOf(String field, E[] constants, Function<E, String> text) throws BadMessageException {
        String value = text(field, 64);
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            String name = text.apply(constant);
            if (name.equals(value)) {
                return constant;
            }
            names.add(name);
        }
        throw bad(field, "must be one of " + String.join(", ", names));
    }

    /** An object of strings; null takes one away. */
    Map<String, @Nullable String> texts(String field) throws BadMessageException {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        JsonNode value = present(field);
        if (value == null) {
            return texts;
        }
        if (!value.isObject()) {
            throw bad(field, "must be an object");
        }
        if (value.size() > MAX_TEXTS) {
            throw bad(field, "has more than " + MAX_TEXTS + " entries");
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            JsonNode text = each.getValue();
            if (each.getKey().isEmpty() || each.getKey().length() > MAX_KEY_LENGTH) {
                throw bad(field, "must have keys of 1 to " + MAX_KEY_LENGTH + " characters");
            }
            if (!text.isNull() && !text.isTextual()) {
                throw bad(field, "must hold strings");
            }
            if (text.isTextual() && text.textValue().length() > MAX_TEXT_LENGTH) {
                throw bad(field, "must hold at most " + MAX_TEXT_LENGTH + " characters each");
            }
            texts.put(each.getKey(), text.textValue());
        }
        return texts;
    }
}
