package io.plenum.signaling.auth;

import io.plenum.signaling.messages.Source;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token, or the lack of keys, allows.
 *
 * @param identity who it is, or null if nobody vouches for that
 * @param name what the token says it is called, or null
 * @param attributes of the participant, as the token gives them
 * @param metadata of the participant, of no meaning here, or null
 * @param rooms which rooms, and what may be done to them
 * @param media what may be done in a room
 * @param expiresAtMillis since 1970; {@link Long#MAX_VALUE} for never
 */
public record Grants(
        @Nullable String identity,
        @Nullable String name,
        Map<String, String> attributes,
        @Nullable String metadata,
        RoomGrants rooms,
        MediaGrants media,
        long expiresAtMillis) {
    /** Everything: what everybody has where no keys are configured. */
    public static final Grants OPEN =
            new Grants(
                    null,
                    null,
                    Map.of(),
                    null,
                    RoomGrants.OPEN,
                    MediaGrants.EVERYTHING,
                    Long.MAX_VALUE);

    /** The same with other things that may be sent. */
    public Grants withPublish(Collection<Source> sources) {
        MediaGrants other =
                new MediaGrants(
                        Set.copyOf(sources),
                        media.subscribe(),
                        media.data(),
                        media.ownMetadata(),
                        media.hidden());
        return new Grants(identity, name, attributes, metadata, rooms, other, expiresAtMillis);
    }

    /** Copies the map. */
    public Grants {
        attributes = Map.copyOf(attributes);
    }

    /**
     * The rooms.
     *
     * @param room the only one that the grants are for; null for any
     * @param join whether it may be entered
     * @param create whether rooms may be created and ended by REST
     * @param list whether rooms may be listed
     * @param admin whether the room may be moderated
     */
    public record RoomGrants(
            @Nullable String room, boolean join, boolean create, boolean list, boolean admin) {
        static final RoomGrants OPEN = new RoomGrants(null, true, true, true, false);

        /** Whether the grants are for this room. */
        public boolean covers(String name) {
            return room == null || room.equals(name);
        }
    }

    /**
     * What may be done in a room.
     *
     * @param publish what may be sent
     * @param subscribe whether the others' media may be received
     * @param data whether chat and messages may be sent
     * @param ownMetadata whether its own name and attributes may be changed
     * @param hidden whether the others are not told of it
     */
    public record MediaGrants(
            Set<Source> publish,
            boolean subscribe,
            boolean data,
            boolean ownMetadata,
            boolean hidden) {
        /** No limits. */
        public static final MediaGrants EVERYTHING =
                new MediaGrants(EnumSet.allOf(Source.class), true, true, true, false);

        /** Copies the set. */
        public MediaGrants {
            publish = Set.copyOf(publish);
        }
    }
}
