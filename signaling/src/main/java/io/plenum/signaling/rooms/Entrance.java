package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.RoomSettings.DuplicateIdentity;
import io.plenum.signaling.messages.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who comes in, who waits and who does not come in. Guarded by the room's lock. */
final class Entrance {
    /** Most in a lobby. */
    private static final int MAX_WAITING = 200;

    private static final String REPLACED = "Somebody of the same identity has joined.";

    private final RoomState room;
    private final RoomRights rights;
    private final Welcome welcome;
    private final Leaver leaver;

    /** Ends somebody's stay, in the room or in its lobby. */
    @FunctionalInterface
    interface Leaver {
        void leave(Participant who, ByeReason reason, String message);
    }

    Entrance(RoomState room, RoomRights rights, Welcome welcome, Leaver leaver) {
        this.room = room;
        this.rights = rights;
        this.welcome = welcome;
        this.leaver = leaver;
    }

    /**
     * Somebody comes: it is in, or waits, afterwards.
     *
     * @throws BadMessageException if the room does not take it
     */
    Participant join(
            Room where, Newcomer newcomer, ParticipantConnection connection, Visibility visibility)
            throws BadMessageException {
        boolean moderates = newcomer.grants().rooms().admin();
        requireWelcome(newcomer, visibility, moderates);
        Role role = rights.roleAtJoin(newcomer, visibility);
        boolean waits = room.settings.lobby() && role != Role.MODERATOR && newcomer.interactive();
        if (waits && room.waiting.size() >= MAX_WAITING) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.LIMIT, "join: too many are waiting already.", ByeReason.ROOM_FULL);
        }
        String name = newcomer.grants().name();
        Participant who =
                new Participant(
                        "p-" + room.identifiers.get(),
                        name == null ? newcomer.name() : name,
                        where,
                        newcomer,
                        connection,
                        visibility,
                        role,
                        RoomRights.rights(role, room.settings, newcomer.grants()));
        if (waits) {
            leaveTwin(who);
            room.waiting.put(who.id(), who);
            connection.send(new ServerMessage.Waiting(who.id()));
            tellModerators();
        } else {
            enter(who);
        }
        return who;
    }

    /** Nobody waits twice. */
    private void leaveTwin(Participant who) {
        for (Participant each : List.copyOf(room.waiting.values())) {
            if (who.identity() != null && who.identity().equals(each.identity())) {
                leaver.leave(each, ByeReason.DUPLICATE_IDENTITY, REPLACED);
            }
        }
    }

    /** Whether somebody would be let in, or into the lobby. */
    void requireWelcome(Newcomer newcomer, Visibility visibility, boolean moderates)
            throws BadMessageException {
        RoomSettings settings = room.settings;
        if (room.banned.contains(Participant.banKey(newcomer))) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.BANNED,
                    "join: a moderator has banned this participant from the room.",
                    ByeReason.BANNED);
        }
        if (!newcomer.interactive() && settings.e2ee()) {
            throw forbidden("The room is encrypted end to end, which WHIP and WHEP cannot do.");
        }
        if (!newcomer.interactive() && settings.lobby() && !moderates) {
            throw forbidden("The room has a lobby, and WHIP and WHEP clients cannot wait in it.");
        }
        requireOnlyOne(newcomer);
        if (moderates) {
            return;
        }
        if (settings.locked()) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.ROOM_LOCKED, "join: the room is locked.", ByeReason.ROOM_LOCKED);
        }
        if (!visibility.hidden() && isFull(newcomer)) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.ROOM_FULL,
                    "join: the room holds at most %d participants."
                            .formatted(settings.maxParticipants()),
                    ByeReason.ROOM_FULL);
        }
    }

    private static BadMessageException forbidden(String message) {
        return BadMessageException.notAdmitted(ErrorCode.FORBIDDEN, message, ByeReason.REFUSED);
    }

    private void requireOnlyOne(Newcomer newcomer) throws BadMessageException {
        if (present(newcomer) != null
                && room.settings.duplicateIdentity() == DuplicateIdentity.REFUSE) {
            throw BadMessageException.notAdmitted(
                    ErrorCode.DUPLICATE_IDENTITY,
                    "join: a participant of this identity is in the room.",
                    ByeReason.DUPLICATE_IDENTITY);
        }
    }

    private @Nullable Participant present(Newcomer newcomer) {
        String identity = newcomer.grants().identity();
        return identity == null ? null : room.byIdentity.get(identity);
    }

    private boolean isFull(Newcomer newcomer) {
        Integer most = room.settings.maxParticipants();
        int replaced = present(newcomer) == null ? 0 : 1;
        return most != null && room.members.visible() - replaced >= most;
    }

    private void enter(Participant who) {
        LocalTransport transport = room.bridge.addPeer(room.name, who.id());
        String identity = who.identity();
        Participant same = identity == null ? null : room.byIdentity.get(identity);
        who.transport = transport;
        who.stage = Participant.Stage.PRESENT;
        room.members.add(who);
        room.owner.onEntered(who);
        if (same != null && same != who) {
            leaver.leave(same, ByeReason.DUPLICATE_IDENTITY, REPLACED);
        }
        if (identity != null) {
            room.byIdentity.put(identity, who);
        }
        welcome.say(who, false);
        if (who.isModerator() && !room.waiting.isEmpty()) {
            who.connection().send(room.lobby());
        }
        if (!who.visibility().hidden()) {
            room.announcements.onJoined(who);
        }
        room.owner.onEvent(
                new RoomEvent.ParticipantJoined(
                        room.name, room.timers.epochMillis(), who.view(), who.identity()));
    }

    /**
     * Lets somebody in from the lobby.
     *
     * @throws BadMessageException if nobody of this identifier waits or the room is full
     */
    void admit(String id) throws BadMessageException {
        Participant who = waiting(id, "moderate");
        Integer most = room.settings.maxParticipants();
        if (most != null && room.members.visible() >= most) {
            throw new BadMessageException(
                    ErrorCode.ROOM_FULL,
                    "moderate: the room holds at most " + most + " participants.",
                    "moderate");
        }
        who.rights = RoomRights.rights(who.role, room.settings, who.grants);
        enter(who);
        room.waiting.remove(id);
        tellModerators();
    }

    /** The lobby is no more: whoever waits and finds a place comes in. */
    void admitAll() throws BadMessageException {
        for (Participant each : List.copyOf(room.waiting.values())) {
            admit(each.id());
        }
    }

    /** Sends somebody away from the lobby. */
    void refuse(String id) throws BadMessageException {
        leaver.leave(waiting(id, "moderate"), ByeReason.REFUSED, "A moderator did not let you in.");
    }

    private Participant waiting(String id, String type) throws BadMessageException {
        Participant who = room.waiting.get(id);
        if (who == null) {
            throw Conversation.unknown(type);
        }
        return who;
    }

    /** Somebody does not wait any more. */
    void forget(Participant who) {
        if (room.waiting.remove(who.id(), who)) {
            tellModerators();
        }
    }

    /** Who waits. */
    List<Participant> waiting() {
        return List.copyOf(room.waiting.values());
    }

    private void tellModerators() {
        room.announcements.toModerators(room.lobby());
    }
}
