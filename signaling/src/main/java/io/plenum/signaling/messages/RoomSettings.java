package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a room is run.
 *
 * @param title for people, or null
 * @param metadata of the program that uses the room; of no meaning here
 * @param maxParticipants how many may be in it, or null for as many as the server takes
 * @param publishers who may publish
 * @param sources what others than moderators may publish
 * @param lobby whether newcomers wait until a moderator lets them in
 * @param locked whether nobody comes in any more
 * @param mutedOnEntry whether newcomers begin with their microphone muted
 * @param chat whether others than moderators may write
 * @param e2ee whether everybody must encrypt end to end; servers cannot do that, so WHIP and WHEP
 *     are refused
 * @param duplicateIdentity what happens if somebody comes who is there already
 * @param expiresAt when the room ends, in milliseconds since 1970, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RoomSettings(
        @Nullable String title,
        Map<String, String> metadata,
        @Nullable Integer maxParticipants,
        Publishers publishers,
        Set<Source> sources,
        boolean lobby,
        boolean locked,
        boolean mutedOnEntry,
        boolean chat,
        boolean e2ee,
        DuplicateIdentity duplicateIdentity,
        @Nullable Long expiresAt) {
    /** What a room has that nobody has set. */
    public static final RoomSettings DEFAULT =
            new RoomSettings(
                    null,
                    Map.of(),
                    null,
                    Publishers.EVERYONE,
                    EnumSet.allOf(Source.class),
                    false,
                    false,
                    false,
                    true,
                    false,
                    DuplicateIdentity.REPLACE,
                    null);

    /** Copies map and set. */
    public RoomSettings {
        metadata = Map.copyOf(metadata);
        sources = Collections.unmodifiableSet(new TreeSet<>(sources)); // in their order
    }

    /** The same, locked or not. */
    public RoomSettings withLocked(boolean on) {
        return new RoomSettings(
                title,
                metadata,
                maxParticipants,
                publishers,
                sources,
                lobby,
                on,
                mutedOnEntry,
                chat,
                e2ee,
                duplicateIdentity,
                expiresAt);
    }

    /** The same, with a lobby or without. */
    public RoomSettings withLobby(boolean on) {
        return new RoomSettings(
                title,
                metadata,
                maxParticipants,
                publishers,
                sources,
                on,
                locked,
                mutedOnEntry,
                chat,
                e2ee,
                duplicateIdentity,
                expiresAt);
    }

    /** Who may publish. */
    public enum Publishers {
        /** Who comes is a speaker. */
        EVERYONE("everyone"),
        /** Who comes is a listener, until a moderator makes it a speaker. */
        SPEAKERS("speakers"),
        /** Speakers do not publish either. */
        MODERATORS("moderators");

        private final String text;

        Publishers(String text) {
            this.text = text;
        }

        /** Its name on the wire. */
        @JsonValue
        public String text() {
            return text;
        }
    }

    /** What happens if somebody comes who is there already. */
    public enum DuplicateIdentity {
        /** The one who was there goes. */
        REPLACE("replace"),
        /** The one who comes is refused. */
        REFUSE("refuse");

        private final String text;

        DuplicateIdentity(String text) {
            this.text = text;
        }

        /** Its name on the wire. */
        @JsonValue
        public String text() {
            return text;
        }
    }
}
