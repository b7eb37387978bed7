package io.plenum.signaling.rooms;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.signaling.messages.ByeReason;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rooms of a server. Rooms begin with their first participant and end with their last. */
public final class Rooms implements BridgeListener {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Participant> participants = new ConcurrentHashMap<>();
    private volatile @Nullable Bridge bridge;
    private volatile boolean closing;

    /** Ties the rooms to their bridge, whose events they listen to. Once, before anyone joins. */
    public void setBridge(Bridge started) {
        bridge = started;
    }

    /**
     * A participant who publishes and sees everyone.
     *
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant join(String room, String name, ParticipantConnection connection) {
        return join(room, name, connection, Visibility.EVERYONE);
    }

    /**
     * A viewer of one participant, whom nobody sees.
     *
     * @throws BridgeOverloadedException if the server cannot take one more now
     */
    public Participant watch(Participant watched, String name, ParticipantConnection connection) {
        return join(watched.room().name(), name, connection, Visibility.viewerOf(watched.id()));
    }

    private Participant join(
            String roomName, String name, ParticipantConnection connection, Visibility visibility) {
        Bridge started = bridge;
        if (started == null || closing) {
            throw new BridgeOverloadedException("The server is starting or stopping.");
        }
        while (true) {
            Room room =
                    rooms.computeIfAbsent(
                            roomName,
                            key ->
                                    new Room(
                                            key,
                                            started,
                                            this::newIdentifier,
                                            random,
                                            this::onLeft));
            Participant joined;
            try {
                joined = room.join(name, connection, visibility);
            } catch (BridgeOverloadedException e) {
                removeIfEmpty(room);
                throw e;
            }
            if (joined != null) {
                participants.put(joined.id(), joined);
                LOG.info("room \"{}\": participant {} joined", roomName, joined.id());
                return joined;
            }
            rooms.remove(roomName, room);
        }
    }

    /** The participant of this identifier, or of this name if only one in the room has it. */
    public @Nullable Participant find(String roomName, String idOrName) {
        Room room = rooms.get(roomName);
        return room == null ? null : room.find(idOrName);
    }

    /** Ends a participant's stay. Idempotent. */
    public void leave(Participant who, ByeReason reason, String message) {
        who.room().leave(who, reason, message);
        removeIfEmpty(who.room());
    }

    private void onLeft(Participant who) {
        participants.remove(who.id());
        LOG.info("room \"{}\": participant {} left", who.room().name(), who.id());
    }

    private void removeIfEmpty(Room room) {
        if (room.closeIfEmpty()) {
            rooms.remove(room.name(), room);
        }
    }

    /** Rooms that exist. */
    public int size() {
        return rooms.size();
    }

    /** Tells everyone that the server stops, and takes nobody any more. Idempotent. */
    public void close() {
        closing = true;
        for (Participant each : participants.values()) {
            leave(each, ByeReason.SERVER_SHUTDOWN, "The server is shutting down.");
        }
    }

    @Override
    public void onEvent(BridgeEvent event) {
        Participant who = participants.get(event.peer());
        if (who == null) {
            return;
        }
        switch (event) {
            case BridgeEvent.IceConnected e ->
                    LOG.info("room \"{}\": participant {} reachable", who.room().name(), e.peer());
            case BridgeEvent.PeerConnected e -> {
                LOG.info(
                        "room \"{}\": participant {} connected with {}",
                        who.room().name(),
                        e.peer(),
                        e.srtpProfile());
                who.room().onPeerConnected(who);
            }
            case BridgeEvent.PublicationStarted e ->
                    LOG.info(
                            "room \"{}\": publication {} of {} started",
                            who.room().name(),
                            e.publication(),
                            e.peer());
            case BridgeEvent.SlotStarted e -> {
                LOG.debug("participant {}: slot {} shows {}", e.peer(), e.mid(), e.publication());
                who.room().onSlotStarted(who, e.mid(), e.publication());
            }
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
