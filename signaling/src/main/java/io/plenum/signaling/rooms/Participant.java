package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a room and what is known of it. Guarded by its room's lock; only the final
 * fields may be read without.
 */
public final class Participant {
    private final String id;
    private final String name;
    private final Room room;
    private final ParticipantConnection connection;
    private final Visibility visibility;

    /** By mid, in the order of the m-sections. */
    final Map<String, RoomPublication> publications = new LinkedHashMap<>();

    /** Kind of each slot by mid, in the order of the m-sections. */
    final Map<String, MediaKind> slots = new LinkedHashMap<>();

    /** What each slot shows. */
    Map<String, @Nullable RoomPublication> shown = new HashMap<>();

    /** SSRC of each slot, kept over re-offers. */
    final Map<String, Long> slotSsrcs = new HashMap<>();

    /** SSRC of each slot's retransmissions, kept over re-offers. */
    final Map<String, Long> slotRtxSsrcs = new HashMap<>();

    /** Our side of its transport. */
    LocalTransport transport;

    /** Its ICE credentials as of its last offer. */
    @Nullable IceParameters remoteIce;

    int lastOfferId;
    int slotsAskedAudio;
    int slotsAskedVideo;

    /** Whether its audio slots show whoever is loudest, as the bridge chooses. */
    boolean followsLoudest;

    boolean connected;
    boolean gone;

    Participant(
            String id,
            String name,
            Room room,
            ParticipantConnection connection,
            LocalTransport transport,
            Visibility visibility) {
        this.id = id;
        this.name = name;
        this.room = room;
        this.connection = connection;
        this.transport = transport;
        this.visibility = visibility;
    }

    /** Chosen by the server, unique in it; also the name of its peer in the bridge. */
    public String id() {
        return id;
    }

    /** Chosen by a person. */
    public String name() {
        return name;
    }

    /** Where it is. */
    public Room room() {
        return room;
    }

    /** The way to its client. */
    public ParticipantConnection connection() {
        return connection;
    }

    /** Who sees it and whom it sees. */
    Visibility visibility() {
        return visibility;
    }

    /** As the others see it. */
    ParticipantView view() {
        return new ParticipantView(
                id, name, publications.values().stream().map(RoomPublication::view).toList());
    }
}
