package io.plenum.signaling.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.parameters.Tile;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ClientMessage.OfferedPublication;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.WaitingView;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One room. Everything happens under its lock, so that all participants see the same order of
 * events; nothing under it waits. What is to be done is done by the parts: who is in, who comes in,
 * what flows, who may what, what is said, who comes back.
 */
public final class Room {
    private final RoomState state;
    private final RoomMedia media;
    private final RoomRights rights;
    private final Conversation conversation;
    private final Reconnection reconnection;
    private final Welcome welcome;
    private final Entrance entrance;
    private final Moderation moderation;
    private final ReentrantLock lock = new ReentrantLock();
    private final long startedAtMillis;
    private long emptyMillis;
    private boolean closed;
    private Runnable cancelExpiry = () -> {};
    private Runnable cancelEmpty = () -> {};

    /** Something done under the lock that cannot fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws BadMessageException;
    }

    /**
     * @param emptyMillis how long it stays when nobody is in it
     */
    Room(
            String name,
            RoomState.Surroundings surroundings,
            RoomSettings settings,
            long emptyMillis) {
        state = new RoomState(name, surroundings, this::underLock);
        state.settings = settings;
        this.emptyMillis = emptyMillis;
        media = new RoomMedia(state);
        rights = new RoomRights(state, media);
        conversation = new Conversation(state);
        reconnection = new Reconnection(state, this::onGraceEnd);
        welcome = new Welcome(state, conversation, reconnection);
        entrance = new Entrance(state, rights, welcome, this::leave);
        moderation =
                new Moderation(
                        state,
                        new Moderation.Tools(
                                media, rights, conversation, entrance, this::leave, this::end));
        startedAtMillis = state.timers.epochMillis();
    }

    private void underLock(Runnable task) {
        lock.lock();
        try {
            if (!closed) {
                task.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something that somebody present asks for. */
    private void asked(Participant who, String type, Work work) throws BadMessageException {
        lock.lock();
        try {
            if (who.stage != Participant.Stage.PRESENT) {
                throw new BadMessageException(
                        ErrorCode.NOT_JOINED, type + ": the participant is not in the room.", type);
            }
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Chosen by whoever came first. */
    public String name() {
        return state.name;
    }

    /**
     * Somebody comes: afterwards it is in, or waits in the lobby.
     *
     * @return null if the room has ended meanwhile and the caller must take a new one
     * @throws BadMessageException if the room does not take it
     */
    @Nullable Participant join(
            Newcomer newcomer, ParticipantConnection connection, Visibility visibility)
            throws BadMessageException {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            return entrance.join(this, newcomer, connection, visibility);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether somebody would be let in, or into the lobby.
     *
     * @throws BadMessageException if not
     */
    void requireWelcome(Newcomer newcomer) throws BadMessageException {
        lock.lock();
        try {
            entrance.requireWelcome(
                    newcomer, Visibility.EVERYONE, newcomer.grants().rooms().admin());
        } finally {
            lock.unlock();
        }
    }

    /** The participant of this identifier, or of this name if only one has it; null otherwise. */
    public @Nullable Participant find(String idOrName) {
        lock.lock();
        try {
            return state.members.find(idOrName);
        } finally {
            lock.unlock();
        }
    }

    /** Everyone, hidden viewers too, in the order in which they came. */
    public List<Participant> roster() {
        lock.lock();
        try {
            return List.copyOf(state.members.all());
        } finally {
            lock.unlock();
        }
    }

    /** How much there is to see and hear. */
    int publicationCount() {
        lock.lock();
        try {
            return state.publications.count(MediaKind.AUDIO)
                    + state.publications.count(MediaKind.VIDEO);
        } finally {
            lock.unlock();
        }
    }

    /** Adds what is here to a census. */
    void count(Census census) {
        lock.lock();
        try {
            census.addRoom();
            for (MediaKind kind : MediaKind.values()) {
                census.addPublications(kind, state.publications.count(kind));
            }
            for (Participant each : state.members.all()) {
                census.addParticipant(each.protocol());
                for (SlotTable.Slot slot : each.slots.all()) {
                    if (slot.shown() != null) {
                        census.addShownSlot(slot.kind());
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The room as it is now. */
    public RoomSnapshot snapshot() {
        lock.lock();
        try {
            return new RoomSnapshot(
                    state.name,
                    startedAtMillis,
                    state.settings,
                    state.settingsVersion,
                    state.members.all().stream()
                            .filter(each -> !each.visibility().hidden())
                            .map(Participant::view)
                            .toList(),
                    state.speaker,
                    entrance.waiting().stream()
                            .map(each -> new WaitingView(each.id(), each.name()))
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Serves an offer.
     *
     * @param offerId one more than the participant's last
     * @return the answer, which the participant has not been sent yet
     * @throws OfferException if the offer cannot be served; the session stays as it was
     * @throws BadMessageException if the identifier is out of order or the participant has left
     */
    public Negotiated offer(
            Participant who, int offerId, String sdp, List<OfferedPublication> declared)
            throws OfferException, BadMessageException {
        lock.lock();
        try {
            if (!who.isPresent()) {
                throw new BadMessageException(
                        ErrorCode.NOT_JOINED,
                        "offer: the participant is not in the room.",
                        "offer");
            }
            Negotiated negotiated = media.offer(who, offerId, sdp, declared);
            state.owner.onAnswered(who);
            return negotiated;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What would be answered to an offer, as a counter-offer: nothing of the participant changes
     * but that its slots have their SSRCs.
     *
     * @throws OfferException if the offer cannot be served
     */
    public String describe(Participant who, String offer) throws OfferException {
        lock.lock();
        try {
            return media.describe(who, offer);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Restarts ICE without an offer.
     *
     * @param remote the participant's new credentials
     * @return our side from now on
     * @throws BadMessageException if the participant has left
     */
    public LocalTransport restartIce(Participant who, RemoteTransport remote)
            throws BadMessageException {
        lock.lock();
        try {
            if (!who.isPresent()) {
                throw new BadMessageException(
                        ErrorCode.NOT_JOINED, "The participant has left the room.", "restart");
            }
            return media.restartIce(who, remote);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes what a participant's page shows. A section that is not there, or not any more, is
     * nothing that could be shown.
     *
     * @throws BadMessageException if the participant has left
     */
    public void setView(Participant who, List<Tile> tiles, boolean hidden)
            throws BadMessageException {
        asked(who, "view", () -> media.setView(who, tiles, hidden));
    }

    /** Fills the slots after an answer has been sent, so that the map never overtakes it. */
    public void assignAfterAnswer(Participant who) {
        lock.lock();
        try {
            if (who.isPresent()) {
                state.slots.onSlots(who, who.negotiatedSlots);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Limits the layers that a slot is sent.
     *
     * @throws BadMessageException if there is no such video slot
     */
    public void setLayers(Participant who, String mid, LayerTarget target)
            throws BadMessageException {
        asked(who, "layers", () -> media.setLayers(who, mid, target));
    }

    /**
     * Notes that a participant muted or unmuted itself and tells the others.
     *
     * @throws BadMessageException if it sends nothing in that section
     */
    public void mute(Participant who, String mid, boolean muted) throws BadMessageException {
        asked(who, "mute", () -> media.mute(who, mid, muted));
    }

    /**
     * Raises or lowers its hand.
     *
     * @throws BadMessageException if it does so too often
     */
    public void hand(Participant who, boolean raised) throws BadMessageException {
        asked(who, "hand", () -> conversation.hand(who, raised));
    }

    /**
     * Gives a sign.
     *
     * @throws BadMessageException if it may not, or too often
     */
    public void reaction(Participant who, String reaction) throws BadMessageException {
        asked(who, "reaction", () -> conversation.reaction(who, reaction));
    }

    /**
     * Changes its own name.
     *
     * @throws BadMessageException if it may not, or too often
     */
    public void rename(Participant who, String name) throws BadMessageException {
        asked(who, "rename", () -> conversation.rename(who, name));
    }

    /**
     * Changes its own attributes; null takes one away.
     *
     * @throws BadMessageException if it may not, or has too many
     */
    public void attributes(Participant who, Map<String, @Nullable String> changes)
            throws BadMessageException {
        asked(who, "attributes", () -> conversation.attributes(who, changes));
    }

    /**
     * Writes to everyone, or to one.
     *
     * @throws BadMessageException if it may not, or there is nobody of this identifier
     */
    public void chat(Participant who, String text, @Nullable String to) throws BadMessageException {
        asked(who, "chat", () -> conversation.chat(who, text, to));
    }

    /**
     * Sends something for programs to all others, or to one.
     *
     * @throws BadMessageException if it may not, or there is nobody of this identifier
     */
    public void data(Participant who, JsonNode payload, @Nullable String to, @Nullable String topic)
            throws BadMessageException {
        asked(who, "data", () -> conversation.data(who, payload, to, topic));
    }

    /**
     * A program sends something to everyone, or to one.
     *
     * @throws BadMessageException if there is nobody of this identifier
     */
    public void data(JsonNode payload, @Nullable String to, @Nullable String topic)
            throws BadMessageException {
        lock.lock();
        try {
            conversation.data(null, payload, to, topic);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A moderator does something.
     *
     * @throws BadMessageException if it is none, or it is done to somebody who is not there
     */
    public void moderate(Participant by, ModeratorAction action) throws BadMessageException {
        asked(
                by,
                "moderate",
                () -> {
                    if (!by.rights.moderate()) {
                        throw new BadMessageException(
                                ErrorCode.FORBIDDEN,
                                "moderate: the participant is no moderator.",
                                "moderate");
                    }
                    moderation.apply(by, action);
                    afterSettings();
                    by.connection().send(new ServerMessage.Done(action.name()));
                });
    }

    /**
     * A program does something.
     *
     * @throws BadMessageException if it is done to somebody who is not there
     */
    public void moderate(ModeratorAction action) throws BadMessageException {
        lock.lock();
        try {
            moderation.apply(null, action);
            afterSettings();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A program does several things at once, if the room is still what the program thinks: nothing
     * happens between the condition and the last of them.
     *
     * @return whether the condition held; nothing was done otherwise
     * @throws BadMessageException if one is done to somebody who is not there, or cannot be done;
     *     those before it are done
     */
    public boolean moderateIf(Predicate<RoomSnapshot> condition, List<ModeratorAction> actions)
            throws BadMessageException {
        lock.lock();
        try {
            if (!condition.test(snapshot())) {
                return false;
            }
            for (ModeratorAction action : actions) {
                moderate(action);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody brought another token of the same identity. */
    public void setGrants(Participant who, Grants grants) throws BadMessageException {
        asked(who, "token", () -> rights.setGrants(who, grants));
    }

    /** Ends when its settings say so. */
    private void afterSettings() {
        cancelExpiry.run();
        cancelExpiry = () -> {};
        Long expiresAt = state.settings.expiresAt();
        if (expiresAt != null && !closed) {
            long inMillis = Math.max(0, expiresAt - state.timers.epochMillis());
            cancelExpiry =
                    state.timers.after(
                            inMillis, () -> underLock(() -> end(ByeReason.ROOM_EXPIRED)));
        }
    }

    /** Begins to count, once it is known to whoever keeps it. */
    void start() {
        lock.lock();
        try {
            state.owner.onEvent(new RoomEvent.RoomStarted(state.name, startedAtMillis));
            afterSettings();
            if (emptyMillis > 0) {
                closeLaterIfEmpty();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a participant's stay, in the room or in its lobby. Idempotent. */
    public void leave(Participant who, ByeReason reason, String message) {
        lock.lock();
        try {
            Participant.Stage before = who.stage;
            who.stage = Participant.Stage.GONE;
            switch (before) {
                case GONE -> {}
                case WAITING -> {
                    forgetIdentity(who);
                    entrance.forget(who);
                    who.connection().close(reason, message);
                    closeIfEmpty();
                }
                case PRESENT -> {
                    forgetIdentity(who);
                    goAway(who, reason, message);
                    closeIfEmpty();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetIdentity(Participant who) {
        String identity = who.identity();
        if (identity != null) {
            state.byIdentity.remove(identity, who);
        }
    }

    private void goAway(Participant who, ByeReason reason, String message) {
        who.cancelGrace.run();
        who.resumeSecret = null;
        ParticipantView view = who.view();
        state.members.remove(who);
        state.owner.onLeft(who);
        state.bridge.removePeer(who.id(), toCloseReason(reason));
        who.connection().close(reason, message);
        if (!who.visibility().hidden()) {
            state.announcements.onLeft(who, reason.text());
        }
        media.endAll(who);
        if (who.id().equals(state.speaker)) {
            state.speaker = null;
        }
        rights.replaceModerator(who);
        state.owner.onEvent(
                new RoomEvent.ParticipantLeft(
                        state.name,
                        state.timers.epochMillis(),
                        view,
                        who.identity(),
                        reason.text(),
                        who.connected));
        for (Participant viewer : state.members.viewersOf(who)) {
            leave(viewer, ByeReason.LEFT, "The participant you watched has left.");
        }
    }

    private static CloseReason toCloseReason(ByeReason reason) {
        return switch (reason) {
            case REMOVED, BANNED, ROOM_ENDED, ROOM_EXPIRED, DUPLICATE_IDENTITY ->
                    CloseReason.REMOVED;
            case SERVER_SHUTDOWN -> CloseReason.SERVER_SHUTDOWN;
            case LEFT,
                    MEDIA_FAILED,
                    CONNECTION_LOST,
                    TIMEOUT,
                    PROTOCOL_ERROR,
                    REFUSED,
                    ROOM_FULL,
                    ROOM_LOCKED,
                    TOKEN_EXPIRED,
                    SLOW_READER,
                    RESUMED_ELSEWHERE ->
                    CloseReason.LEFT;
        };
    }

    /** Ends the room for everyone. */
    private void end(ByeReason reason) {
        leaveAll(
                reason,
                reason == ByeReason.ROOM_EXPIRED
                        ? "The room's time is over."
                        : "A moderator has ended the room.");
    }

    private void closeIfEmpty() {
        if (closed || !isEmpty()) {
            return;
        }
        if (emptyMillis > 0) {
            closeLaterIfEmpty();
            return;
        }
        closed = true;
        cancelExpiry.run();
        cancelEmpty.run();
        state.owner.onEvent(new RoomEvent.RoomFinished(state.name, state.timers.epochMillis()));
        state.owner.onClosed(this);
    }

    /** Ends the room if nobody came in after all. */
    void closeIfUnused() {
        lock.lock();
        try {
            closeIfEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Says goodbye to everyone: the server stops. */
    void close(String message) {
        lock.lock();
        try {
            leaveAll(ByeReason.SERVER_SHUTDOWN, message);
        } finally {
            lock.unlock();
        }
    }

    private void leaveAll(ByeReason reason, String message) {
        emptyMillis = 0;
        for (Participant each : entrance.waiting()) {
            leave(each, reason, message);
        }
        for (Participant each : List.copyOf(state.members.all())) {
            leave(each, reason, message);
        }
        closeIfEmpty();
    }

    private boolean isEmpty() {
        return state.members.isEmpty() && entrance.waiting().isEmpty();
    }

    private void closeLaterIfEmpty() {
        cancelEmpty.run();
        cancelEmpty =
                state.timers.after(
                        emptyMillis,
                        () ->
                                underLock(
                                        () -> {
                                            if (isEmpty()) {
                                                emptyMillis = 0;
                                                closeIfEmpty();
                                            }
                                        }));
    }

    /**
     * The connection of a participant is gone.
     *
     * @param goodbye whether its client meant it
     */
    void onConnectionClosed(Participant who, ParticipantConnection connection, boolean goodbye) {
        lock.lock();
        try {
            if (!who.connection().equals(connection)) {
                return; // another has taken over
            }
            if (goodbye) {
                leave(who, ByeReason.LEFT, "The connection was closed.");
            } else if (who.isPresent()) {
                reconnection.onLost(who);
            } else {
                leave(who, ByeReason.CONNECTION_LOST, "The connection was lost.");
            }
        } finally {
            lock.unlock();
        }
    }

    private void onGraceEnd(Participant who) {
        lock.lock();
        try {
            if (who.reconnecting) {
                leave(who, ByeReason.CONNECTION_LOST, "The connection was lost.");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another connection takes over a participant and is told everything.
     *
     * @return whether the secret is that of the participant, and the participant is here
     */
    boolean resume(Participant who, String secret, ParticipantConnection connection) {
        lock.lock();
        try {
            if (!who.isPresent() || !reconnection.resume(who, secret, connection)) {
                return false;
            }
            boolean wasLost = who.reconnecting;
            who.reconnecting = false;
            welcome.say(who, true);
            catchUp(who);
            if (wasLost) {
                state.announcements.onState(who);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What else it would have been told by now. */
    private void catchUp(Participant who) {
        if (who.connected) {
            who.connection().send(new ServerMessage.Connection("connected"));
        }
        if (who.lastOfferId > 0) {
            state.slots.sendMap(who);
        }
        String speaker = state.speaker;
        if (speaker != null) {
            who.connection().send(new ServerMessage.Speaker(speaker));
        }
        if (who.isModerator()) {
            who.connection().send(state.lobby());
        }
    }

    /** The bridge reports that media can flow. */
    void onPeerConnected(Participant who) {
        lock.lock();
        try {
            if (who.isPresent() && !who.connected) {
                who.connected = true;
                who.connection().send(new ServerMessage.Connection("connected"));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bridge reports who speaks. */
    void onSpeaker(Participant who) {
        lock.lock();
        try {
            if (who.isPresent() && !who.visibility().hidden()) {
                state.speaker = who.id();
                state.announcements.onEvent(who, new ServerMessage.Speaker(who.id()), true);
                state.slots.onSpeaker(who);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bridge reports how a participant's downlink is divided now. */
    void onAllocated(Participant viewer, long estimateBps, List<SlotAllocation> slots) {
        ServerMessage message = ServerMessage.Allocation.of(estimateBps, slots);
        viewer.setAllocated(slots);
        lock.lock();
        try {
            if (viewer.isPresent()) {
                viewer.connection().send(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bridge reports which encodings of a publication are worth sending now. */
    void onEncodingsWanted(Participant publisher, String publicationId, List<Boolean> active) {
        lock.lock();
        try {
            if (publisher.isPresent()) {
                media.onEncodingsWanted(publisher, publicationId, active);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bridge reports what a slot of the loudest shows now. */
    void onSlotStarted(Participant viewer, String mid, String publicationId) {
        lock.lock();
        try {
            if (viewer.isPresent()) {
                state.slots.onStarted(viewer, mid, publicationId);
            }
        } finally {
            lock.unlock();
        }
    }
}
