package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.Tile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client may send, right by construction: {@link ClientMessageReader} checked every field.
 */
public sealed interface ClientMessage {
    /**
     * Enters a room.
     *
     * @param resume the secret of the participant that the client was, or null
     * @param attributes its own, for others to see
     */
    record Join(
            String room,
            String name,
            @Nullable String token,
            @Nullable String resume,
            Map<String, String> attributes)
            implements ClientMessage {
        /** Copies the map. */
        public Join {
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * A new offer.
     *
     * @param id one more than the last
     * @param publications what the sections that send carry
     */
    record Offer(int id, String sdp, List<OfferedPublication> publications)
            implements ClientMessage {
        /** Copies the list. */
        public Offer {
            publications = List.copyOf(publications);
        }
    }

    /** One section of an offer in which the client sends. */
    record OfferedPublication(String mid, Source source, boolean muted) {}

    /** A trickled candidate; the server does not need it. */
    record Candidate(String mid, String candidate) implements ClientMessage {}

    /** The participant muted or unmuted one of its publications. */
    record Mute(String mid, boolean muted) implements ClientMessage {}

    /** The highest layers that a slot of video shall get. */
    record Layers(String mid, LayerTarget target) implements ClientMessage {}

    /** What the client's page shows. */
    record View(List<Tile> tiles, boolean hidden) implements ClientMessage {
        /** Copies the list. */
        public View {
            tiles = List.copyOf(tiles);
        }
    }

    /** It wants to say something, or not any more. */
    record Hand(boolean raised) implements ClientMessage {}

    /** A sign that the others see for a moment. */
    record Reaction(String reaction) implements ClientMessage {}

    /** It wants to be called otherwise. */
    record Rename(String name) implements ClientMessage {}

    /**
     * Something to read.
     *
     * @param to the one who shall read it, or null for everyone
     */
    record Chat(String text, @Nullable String to) implements ClientMessage {}

    /**
     * Something for programs.
     *
     * @param to the one who shall get it, or null for all others
     */
    record Data(JsonNode payload, @Nullable String to, @Nullable String topic)
            implements ClientMessage {}

    /** Changes its attributes; null takes one away. */
    record Attributes(Map<String, @Nullable String> changes) implements ClientMessage {
        /** Copies the map. */
        public Attributes {
            changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        }
    }

    /** A moderator does something. */
    record Moderate(ModeratorAction action) implements ClientMessage {}

    /** Another token, in place of the one it joined with. */
    record Token(String token) implements ClientMessage {}

    /**
     * What the client's own statistics say.
     *
     * @param report an array of webrtc-stats dictionaries
     */
    record Stats(JsonNode report) implements ClientMessage {}

    /** Are you there? */
    record Ping(long id) implements ClientMessage {}

    /** Goodbye. */
    record Leave() implements ClientMessage {}
}
