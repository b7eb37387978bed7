package io.plenum.signaling.messages;

import io.plenum.bridge.parameters.LayerTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client may send, right by construction: {@link ClientMessageReader} checked every field.
 */
public sealed interface ClientMessage {
    /** Enters a room. */
    record Join(String room, String name, @Nullable String token) implements ClientMessage {}

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

    /** Are you there? */
    record Ping(long id) implements ClientMessage {}

    /** Goodbye. */
    record Leave() implements ClientMessage {}
}
