package io.plenum.signaling.rooms;

import io.plenum.bridge.api.Bridge;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.IceServerView;
import io.plenum.signaling.messages.ServerMessage.WaitingView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the parts of a room share. Guarded by the room's lock. */
final class RoomState {
    final String name;
    final Bridge bridge;
    final RoomTimers timers;
    final Supplier<String> identifiers;
    final RandomGenerator random;
    final RoomOwner owner;

    /** What is told to whoever comes; credentials are made anew each time. */
    final Supplier<List<IceServerView>> iceServers;

    final Members members = new Members();
    final PublicationIndex publications = new PublicationIndex();
    final Announcements announcements;
    final SlotAssigner slots;

    /** Who is in, by identity. */
    final Map<String, Participant> byIdentity = new HashMap<>();

    /** Who is in the lobby, by identifier. */
    final Map<String, Participant> waiting = new LinkedHashMap<>();

    /** Who may not come back. */
    final Set<String> banned = new HashSet<>();

    RoomSettings settings = RoomSettings.DEFAULT;

    /** Rises with every change of the settings. */
    long settingsVersion;

    /** Identifier of the dominant speaker, or null before anybody spoke. */
    @Nullable String speaker;

    /** What is outside of a room. */
    record Surroundings(
            Bridge bridge,
            RoomTimers timers,
            Supplier<String> identifiers,
            RandomGenerator random,
            RoomOwner owner,
            Supplier<List<IceServerView>> iceServers) {}

    /**
     * @param underLock runs a task while it holds the room's lock
     */
    RoomState(String name, Surroundings surroundings, Consumer<Runnable> underLock) {
        this.name = name;
        bridge = surroundings.bridge();
        timers = surroundings.timers();
        identifiers = surroundings.identifiers();
        random = surroundings.random();
        owner = surroundings.owner();
        iceServers = surroundings.iceServers();
        announcements = new Announcements(members, timers, underLock);
        slots = new SlotAssigner(bridge, members, publications, announcements);
    }

    /** Who waits, for those who may let them in. */
    ServerMessage lobby() {
        return new ServerMessage.Lobby(
                waiting.values().stream()
                        .map(each -> new WaitingView(each.id(), each.name()))
                        .toList());
    }
}
