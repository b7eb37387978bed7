package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that a moderator, or a program by REST, does to others or to the room. */
public sealed interface ModeratorAction {
    /** Most characters of a participant's metadata: everybody in the room is sent them. */
    int MAX_METADATA_LENGTH = 4_096;

    /** Its name on the wire. */
    default String name() {
        String name = getClass().getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** Who it is done to, or null if to the room or to everyone. */
    default @Nullable String participant() {
        return null;
    }

    /** What of somebody's media is meant. */
    enum Part {
        /** The microphone. */
        AUDIO("audio"),
        /** The camera. */
        VIDEO("video"),
        /** A shared screen and its sound. */
        SCREEN("screen");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        /** Its name on the wire. */
        public String text() {
            return text;
        }

        /** Whether that source is part of it. */
        public boolean includes(Source source) {
            return switch (source) {
                case MICROPHONE -> this == AUDIO;
                case CAMERA -> this == VIDEO;
                case SCREEN, SCREEN_AUDIO -> this == SCREEN;
            };
        }
    }

    /** Stops forwarding what it sends until it unmutes itself; everyone's if nobody is named. */
    record Mute(@Nullable String participant, Part part) implements ModeratorAction {}

    /** Asks it to unmute itself. */
    record AskToUnmute(String participant, Part part) implements ModeratorAction {}

    /** Gives it another name. */
    record Rename(String participant, String newName) implements ModeratorAction {}

    /** Changes its attributes; null takes one away. By REST only. */
    record SetAttributes(String participant, Map<String, @Nullable String> changes)
            implements ModeratorAction {}

    /** Gives it other metadata, or none. By REST only. */
    record SetMetadata(String participant, @Nullable String metadata) implements ModeratorAction {}

    /** Gives it another role. */
    record SetRole(String participant, Role role) implements ModeratorAction {}

    /** Ends its stay. */
    record Remove(String participant) implements ModeratorAction {}

    /** Ends its stay; it does not come back while the room lasts. */
    record Ban(String participant) implements ModeratorAction {}

    /** Lets it in from the lobby. */
    record Admit(String participant) implements ModeratorAction {}

    /** Sends it away from the lobby. */
    record Refuse(String participant) implements ModeratorAction {}

    /** Lowers its hand. */
    record LowerHand(String participant) implements ModeratorAction {}

    /** Nobody comes in any more, or again. */
    record Lock(boolean on) implements ModeratorAction {}

    /** Newcomers wait, or not any more; then those who wait come in. */
    record Lobby(boolean on) implements ModeratorAction {}

    /** Changes some of the room's settings; the values were checked. */
    record Settings(JsonNode changes) implements ModeratorAction {}

    /** Ends the room for everyone. */
    record End() implements ModeratorAction {}
}
