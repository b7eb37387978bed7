package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a publication comes from. */
public enum Source {
    MICROPHONE("microphone"),
    CAMERA("camera"),
    SCREEN("screen"),
    SCREEN_AUDIO("screenAudio");

    private final String text;

    Source(String text) {
        this.text = text;
    }

    /** Its name on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    /** The source of that name, or null. */
    public static @Nullable Source ofText(String text) {
        for (Source source : values()) {
            if (source.text.equals(text)) {
                return source;
            }
        }
        return null;
    }

    /** All names, for error messages. */
    static String names() {
        return Arrays.stream(values()).map(Source::text).collect(Collectors.joining(", "));
    }
}
