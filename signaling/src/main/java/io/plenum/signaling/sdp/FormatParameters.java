package io.plenum.signaling.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fmtp attribute of a payload type (RFC 8866 section 6.15).
 *
 * @param raw as it stands in the line, empty if there is none
 * @param values its parameters in their order, names in lower case; a word without "=" has the
 *     empty value
 */
public record FormatParameters(String raw, Map<String, String> values) {
    /** No parameters. */
    public static final FormatParameters NONE = new FormatParameters("", Map.of());

    /** Copies the map and keeps its order. */
    public FormatParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Reads {@code name=value;name=value}; never fails. Of a name given twice the first counts. */
    public static FormatParameters parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        final Map<String, String> values = new LinkedHashMap<>();
        for (String part : Words.split(raw, ';')) {
            final int equals = part.indexOf('=');
            final String name = Words.trim(equals < 0 ? part : part.substring(0, equals));
            if (!name.isEmpty()) {
                values.putIfAbsent(
                        name.toLowerCase(Locale.ROOT),
                        equals < 0 ? "" : Words.trim(part.substring(equals + 1)));
            }
        }
        return new FormatParameters(raw, values);
    }

    /** These parameters, in the order of the map. */
    static FormatParameters of(Map<String, String> values) {
        final StringBuilder raw = new StringBuilder();
        values.forEach(
                (name, value) ->
                        raw.append(raw.isEmpty() ? "" : ";")
                                .append(name)
                                .append('=')
                                .append(value));
        return new FormatParameters(raw.toString(), values);
    }

    /** The value of that name (lower case), or null. */
    public @Nullable String get(String name) {
        return values.get(name);
    }

    /** The value of that name, or {@code otherwise} if it is missing or empty. */
    public String get(String name, String otherwise) {
        final String value = values.get(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
