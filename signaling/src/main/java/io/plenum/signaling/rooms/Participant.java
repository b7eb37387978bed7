package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.messages.Rights;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.ServerMessage.ParticipantState;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room, or in its lobby, and what is known of it. Guarded by its room's lock; only
 * what is final or volatile may be read without.
 */
public final class Participant {
    private final String id;
    private final Room room;
    private final Visibility visibility;
    private final boolean interactive;
    private final String banKey;
    private volatile String name;
    private volatile ParticipantConnection connection;
    private volatile List<SlotAllocation> allocated = List.of();

    /** How far it has come. */
    enum Stage {
        /** In the lobby. */
        WAITING,
        /** In the room. */
        PRESENT,
        /** It has left. */
        GONE
    }

    Stage stage = Stage.WAITING;
    Grants grants;
    Role role;
    Rights rights;
    @Nullable Long handRaisedAt;
    final Map<String, String> attributes = new TreeMap<>();
    @Nullable String metadata;

    /** Its WebSocket is lost and may come back. */
    boolean reconnecting;

    /** Ends its grace, while it is reconnecting. */
    Runnable cancelGrace = () -> {};

    /** What it must show to come back; null before it is in. */
    byte @Nullable [] resumeSecret;

    /** What it may still say at once. */
    final Allowance talk = new Allowance(20, 10_000);

    /** What its program may still say at once. */
    final Allowance data = new Allowance(100, 10_000);

    /** By mid, in the order of the m-sections. */
    final Map<String, RoomPublication> publications = new LinkedHashMap<>();

    /** Publications that a moderator muted: nobody is sent them. */
    final Set<String> withheld = new HashSet<>();

    /** Kind of each section in which it receives, as of its last answer. */
    Map<String, MediaKind> negotiatedSlots = Map.of();

    /** What it receives, and what of it is whose. */
    final SlotTable slots = new SlotTable();

    /** Slots whose publication ended and that were given no other yet, by mid. */
    final Set<String> slotsToTell = new LinkedHashSet<>();

    /** SSRC of each slot, kept over re-offers. */
    final Map<String, Long> slotSsrcs = new HashMap<>();

    /** SSRC of each slot's retransmissions, kept over re-offers. */
    final Map<String, Long> slotRtxSsrcs = new HashMap<>();

    /** Our side of its transport; null while it waits. */
    @Nullable LocalTransport transport;

    /** Its ICE credentials as of its last offer. */
    @Nullable IceParameters remoteIce;

    /** What flows, as of its last offer. */
    @Nullable MediaParameters media;

    /** How many came to the room before it. */
    long order;

    int lastOfferId;

    /** Its connection is another one, which counts its offers from 1 again. */
    boolean offersAnew;

    int slotsAskedAudio;
    int slotsAskedVideo;

    /** Whether its audio slots show whoever is loudest, as the bridge chooses. */
    boolean followsLoudest;

    boolean connected;

    Participant(
            String id,
            String name,
            Room room,
            Newcomer newcomer,
            ParticipantConnection connection,
            Visibility visibility,
            Role role,
            Rights rights) {
        this.id = id;
        this.name = name;
        this.room = room;
        this.connection = connection;
        this.visibility = visibility;
        this.interactive = newcomer.interactive();
        this.banKey = banKey(newcomer);
        this.grants = newcomer.grants();
        this.role = role;
        this.rights = rights;
        if (newcomer.grants().media().ownMetadata()) {
            attributes.putAll(newcomer.attributes());
        }
        attributes.putAll(newcomer.grants().attributes());
        metadata = newcomer.grants().metadata();
    }

    /**
     * What tells it from others who may not come in. Without tokens nobody can be told from
     * another, and this stops only who comes back as it was.
     */
    static String banKey(Newcomer newcomer) {
        String identity = newcomer.grants().identity();
        return identity == null
                ? "open " + newcomer.address() + " " + newcomer.name()
                : "identity " + identity;
    }

    /** Chosen by the server, unique in it; also the name of its peer in the bridge. */
    public String id() {
        return id;
    }

    /** Chosen by a person. */
    public String name() {
        return name;
    }

    void setName(String newName) {
        name = newName;
    }

    /** Who it is, as its token says; null without one. */
    public @Nullable String identity() {
        return grants.identity();
    }

    /** Where it is. */
    public Room room() {
        return room;
    }

    /** How its client talks to us. */
    public Protocol protocol() {
        return connection.protocol();
    }

    /** What its video slots are given, and why nothing better; as the bridge told it last. */
    public List<SlotAllocation> allocated() {
        return allocated;
    }

    void setAllocated(List<SlotAllocation> slots) {
        allocated = slots;
    }

    /** The way to its client. */
    ParticipantConnection connection() {
        return connection;
    }

    void setConnection(ParticipantConnection other) {
        connection = other;
    }

    /** Who sees it and whom it sees. */
    Visibility visibility() {
        return visibility;
    }

    /** Whether it has a channel for messages. */
    boolean interactive() {
        return interactive;
    }

    String banKey() {
        return banKey;
    }

    boolean isPresent() {
        return stage == Stage.PRESENT;
    }

    boolean isModerator() {
        return role == Role.MODERATOR;
    }

    /** As the others see it. */
    ParticipantView view() {
        return new ParticipantView(
                id,
                name,
                role,
                handRaisedAt,
                new TreeMap<>(attributes),
                metadata,
                publications.values().stream().map(RoomPublication::view).toList(),
                reconnecting);
    }

    /** The same without what it publishes. */
    ParticipantState state() {
        return new ParticipantState(
                id, name, role, handRaisedAt, new TreeMap<>(attributes), metadata, reconnecting);
    }
}
