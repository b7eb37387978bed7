package io.plenum.signaling.rooms;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.IceServerView;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rooms of a server. Rooms begin with their first participant and end with their last. */
public final class Rooms implements BridgeListener {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

    private final RoomTimers timers;
    private final Runnable closeTimers;
    private final RandomGenerator random;
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Participant> participants = new ConcurrentHashMap<>();
    private volatile @Nullable Bridge bridge;
    private final List<RoomObserver> observers = new CopyOnWriteArrayList<>();
    private final List<ParticipantObserver> participantObservers = new CopyOnWriteArrayList<>();
    private final RoomOwner owner = new Owner();
    private volatile Supplier<List<IceServerView>> iceServers = List::of;
    private volatile Supplier<String> obstacle = () -> "";
    private volatile boolean closing;
    private volatile boolean draining;

    /** Rooms that live in the time of the clock. */
    public Rooms() {
        ServerTimers own = new ServerTimers();
        timers = own;
        random = new SecureRandom();
        closeTimers = own::close;
    }

    /** Rooms that live in another time, and roll other dice. */
    Rooms(RoomTimers timers, RandomGenerator random) {
        this.timers = timers;
        this.random = random;
        closeTimers = () -> {};
    }

    /** Ties the rooms to their bridge, whose events they listen to. Once, before anyone joins. */
    public void setBridge(Bridge started) {
        bridge = started;
    }

    /** Asked for each one who comes: why nobody can be taken now, a sentence; empty if they can. */
    public void setObstacle(Supplier<String> why) {
        obstacle = why;
    }

    /** What STUN and TURN servers participants are told of; asked for each one who comes. */
    public void setIceServers(Supplier<List<IceServerView>> servers) {
        iceServers = servers;
    }

    /** Tells somebody of everything that happens in rooms from now on. */
    public void observe(RoomObserver observer) {
        observers.add(observer);
    }

    /** Tells somebody how participants fare from now on. */
    public void observeParticipants(ParticipantObserver observer) {
        participantObservers.add(observer);
    }

    /** Tells all that observe participants; for those who find out outside of a room. */
    public void tellObservers(Consumer<ParticipantObserver> what) {
        participantObservers.forEach(what);
    }

    /** Says something to somebody from outside of the room; lost if its connection is. */
    public void tell(Participant who, ServerMessage message) {
        who.connection().send(message);
    }

    /**
     * Somebody comes to a room, which begins if there is none of that name.
     *
     * @throws BadMessageException if the room does not take it
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant join(String room, Newcomer newcomer, ParticipantConnection connection)
            throws BadMessageException {
        Visibility visibility =
                newcomer.grants().media().hidden() ? Visibility.HIDDEN : Visibility.EVERYONE;
        return join(room, newcomer, connection, visibility);
    }

    /**
     * Somebody comes over HTTP and publishes.
     *
     * @throws NotAdmittedException if the room does not take it
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant publish(String room, Newcomer newcomer, ParticipantConnection connection) {
        return byHttp(room, newcomer, connection, Visibility.EVERYONE);
    }

    /**
     * A viewer of one participant, whom nobody sees.
     *
     * @throws NotAdmittedException if the room does not take it
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant watch(
            Participant watched, Newcomer newcomer, ParticipantConnection connection) {
        return byHttp(
                watched.room().name(), newcomer, connection, Visibility.viewerOf(watched.id()));
    }

    /**
     * A viewer of whoever speaks, whom nobody sees.
     *
     * @throws NotAdmittedException if the room does not take it
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant watchSpeaker(
            String room, Newcomer newcomer, ParticipantConnection connection) {
        return byHttp(room, newcomer, connection, Visibility.SPEAKER);
    }

    private Participant byHttp(
            String room,
            Newcomer newcomer,
            ParticipantConnection connection,
            Visibility visibility) {
        try {
            return join(room, newcomer, connection, visibility);
        } catch (BadMessageException e) {
            throw new NotAdmittedException(e.code(), e.text());
        }
    }

    private Participant join(
            String roomName,
            Newcomer newcomer,
            ParticipantConnection connection,
            Visibility visibility)
            throws BadMessageException {
        while (true) {
            requireOpen();
            requireNoObstacle();
            Room room = room(roomName);
            Participant joined;
            try {
                joined = room.join(newcomer, connection, visibility);
            } catch (BridgeOverloadedException | BadMessageException e) {
                room.closeIfUnused();
                throw e;
            }
            if (joined != null) {
                return joined;
            }
            rooms.remove(roomName, room);
        }
    }

    /** The room of that name; begins it if there is none. */
    private Room room(String name) {
        Room known = rooms.get(name);
        while (known == null) {
            known = create(name, RoomSettings.DEFAULT, 0);
            if (known == null) {
                known = rooms.get(name);
            }
        }
        return known;
    }

    /**
     * Begins a room before anybody comes.
     *
     * @param emptyMillis how long it stays when nobody is in it
     * @return the room, or null if there is one of that name
     * @throws BridgeOverloadedException if the server starts or stops
     */
    public @Nullable Room create(String name, RoomSettings settings, long emptyMillis) {
        if (draining) {
            throw new BridgeOverloadedException("The server is being emptied.");
        }
        Room created = new Room(name, surroundings(), settings, emptyMillis);
        if (rooms.putIfAbsent(name, created) != null) {
            return null;
        }
        created.start();
        return created;
    }

    private Bridge requireOpen() {
        Bridge started = bridge;
        if (started == null || closing) {
            throw new BridgeOverloadedException("The server is starting or stopping.");
        }
        return started;
    }

    private void requireNoObstacle() throws BadMessageException {
        String why = obstacle.get();
        if (!why.isEmpty()) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.OVERLOADED, why, ByeReason.PROTOCOL_ERROR);
        }
    }

    private RoomState.Surroundings surroundings() {
        return new RoomState.Surroundings(
                requireOpen(), timers, this::newIdentifier, random, owner, () -> iceServers.get());
    }

    /** The room of that name, or null. */
    public @Nullable Room get(String name) {
        return rooms.get(name);
    }

    /** All rooms, by name. */
    public List<Room> all() {
        return rooms.values().stream().sorted(Comparator.comparing(Room::name)).toList();
    }

    /**
     * Whether somebody would be let in, or into a lobby, now.
     *
     * @throws BadMessageException if not
     * @throws BridgeOverloadedException if the server starts or stops
     */
    public void requireWelcome(String roomName, Newcomer newcomer) throws BadMessageException {
        requireOpen();
        requireNoObstacle();
        Room room = rooms.get(roomName);
        if (room != null) {
            room.requireWelcome(newcomer);
        }
    }

    /** The participant of this identifier, or of this name if only one in the room has it. */
    public @Nullable Participant find(String roomName, String idOrName) {
        Room room = rooms.get(roomName);
        return room == null ? null : room.find(idOrName);
    }

    /**
     * Another connection takes over the participant that the client was before.
     *
     * @return the participant, or null if it is gone or the secret is not its
     */
    public @Nullable Participant resume(
            String roomName, String secret, ParticipantConnection connection) {
        Participant who = participants.get(Reconnection.participantOf(secret));
        boolean resumed =
                who != null
                        && who.room().name().equals(roomName)
                        && who.room().resume(who, secret, connection);
        return resumed ? who : null;
    }

    /**
     * The connection of somebody is gone.
     *
     * @param goodbye whether its client meant it; otherwise it may come back
     */
    public void onConnectionClosed(
            Participant who, ParticipantConnection connection, boolean goodbye) {
        who.room().onConnectionClosed(who, connection, goodbye);
    }

    /** Ends a participant's stay. Idempotent. */
    public void leave(Participant who, ByeReason reason, String message) {
        who.room().leave(who, reason, message);
    }

    /** What the rooms tell. */
    private final class Owner implements RoomOwner {
        @Override
        public void onEvent(RoomEvent event) {
            observers.forEach(each -> each.onEvent(event));
        }

        @Override
        public void onEntered(Participant who) {
            participants.put(who.id(), who);
            int publications = who.room().publicationCount();
            tellObservers(each -> each.onEntered(who, publications));
            try (LogContext _ = about(who)) {
                LOG.info("joined");
            }
        }

        @Override
        public void onAnswered(Participant who) {
            tellObservers(each -> each.onAnswered(who));
        }

        @Override
        public void onLeft(Participant who) {
            participants.remove(who.id());
            try (LogContext _ = about(who)) {
                LOG.info("left");
            }
        }

        @Override
        public void onClosed(Room room) {
            rooms.remove(room.name(), room);
        }
    }

    /** Whether no room may begin; those that there are take participants all the same. */
    public void setDraining(boolean value) {
        draining = value;
    }

    /** Tells everyone to go, because the server will not be there for much longer. */
    public void endAll(String message) {
        for (Room each : rooms.values()) {
            each.close(message);
        }
    }

    /** Everyone who is here now, in every room. */
    public List<Participant> participants() {
        return List.copyOf(participants.values());
    }

    /** How many of everything there are now. Waits for no more than one room's lock at a time. */
    public Census census() {
        Census census = new Census();
        for (Room room : rooms.values()) {
            room.count(census);
        }
        return census;
    }

    /** Rooms that exist. */
    public int size() {
        return rooms.size();
    }

    /** Tells everyone that the server stops, and takes nobody any more. Idempotent. */
    public void close() {
        closing = true;
        endAll("The server is shutting down.");
        closeTimers.run();
    }

    @Override
    public void onEvent(BridgeEvent event) {
        Participant who = participants.get(event.peer());
        if (who == null) {
            return;
        }
        try (LogContext _ = about(who)) {
            onEvent(event, who);
        }
    }

    private static LogContext about(Participant who) {
        return LogContext.of(who.room().name(), who.id());
    }

    private void onEvent(BridgeEvent event, Participant who) {
        switch (event) {
            case BridgeEvent.IceConnected e -> LOG.info("reachable");
            case BridgeEvent.PeerConnected e -> {
                LOG.info("connected with {}", e.srtpProfile());
                who.room().onPeerConnected(who);
            }
            case BridgeEvent.PublicationStarted e ->
                    LOG.info("publication {} started", e.publication());
            case BridgeEvent.SlotStarted e -> {
                LOG.debug("slot {} shows {}", e.mid(), e.publication());
                who.room().onSlotStarted(who, e.mid(), e.publication());
            }
            case BridgeEvent.Allocated e -> who.room().onAllocated(who, e.estimateBps(), e.slots());
            case BridgeEvent.EncodingsWanted e ->
                    who.room().onEncodingsWanted(who, e.publication(), e.active());
            case BridgeEvent.SpeakerChanged e -> who.room().onSpeaker(who);
            case BridgeEvent.PeerClosed e ->
                    leave(who, byeReason(e.reason()), sentence(e.reason()));
        }
    }

    private static ByeReason byeReason(CloseReason reason) {
        return switch (reason) {
            case LEFT, DTLS_CLOSED -> ByeReason.LEFT;
            case REMOVED -> ByeReason.REMOVED;
            case SERVER_SHUTDOWN -> ByeReason.SERVER_SHUTDOWN;
            case ICE_TIMEOUT, DTLS_FAILED, DTLS_FINGERPRINT_MISMATCH -> ByeReason.MEDIA_FAILED;
            case CONSENT_EXPIRED -> ByeReason.CONNECTION_LOST;
        };
    }

    private static String sentence(CloseReason reason) {
        String text = reason.text();
        String capital = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return capital.endsWith("?") ? capital : capital + ".";
    }

    private String newIdentifier() {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
