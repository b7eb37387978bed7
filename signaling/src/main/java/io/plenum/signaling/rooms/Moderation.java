package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.SettingsReader;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what moderators, or programs by REST, want done. Guarded by the room's lock. */
final class Moderation {
    private final RoomState room;
    private final RoomMedia media;
    private final RoomRights rights;
    private final Conversation conversation;
    private final Entrance entrance;
    private final Entrance.Leaver leaver;
    private final Consumer<ByeReason> ender;

    /** What it does things with. */
    record Tools(
            RoomMedia media,
            RoomRights rights,
            Conversation conversation,
            Entrance entrance,
            Entrance.Leaver leaver,
            Consumer<ByeReason> ender) {}

    Moderation(RoomState room, Tools tools) {
        this.room = room;
        media = tools.media();
        rights = tools.rights();
        conversation = tools.conversation();
        entrance = tools.entrance();
        leaver = tools.leaver();
        ender = tools.ender();
    }

    /**
     * Does it.
     *
     * @param by the moderator, or null for a program
     * @throws BadMessageException if it is done to somebody who is not there
     */
    void apply(@Nullable Participant by, ModeratorAction action) throws BadMessageException {
        switch (action) {
            case ModeratorAction.Mute mute -> mute(by, mute);
            case ModeratorAction.AskToUnmute ask ->
                    tell(member(ask.participant()), "askToUnmute", by, ask.part().text());
            case ModeratorAction.Rename rename -> {
                Participant who = member(rename.participant());
                conversation.setName(who, rename.newName());
                tell(who, "rename", by, rename.newName());
            }
            case ModeratorAction.SetAttributes set ->
                    conversation.setAttributes(
                            member(set.participant()), set.changes(), "participant");
            case ModeratorAction.SetMetadata set ->
                    conversation.setMetadata(member(set.participant()), set.metadata());
            case ModeratorAction.SetRole setRole -> {
                Participant who = member(setRole.participant());
                rights.setRole(who, setRole.role());
                tell(who, "setRole", by, setRole.role().text());
            }
            case ModeratorAction.Remove remove ->
                    leaver.leave(
                            member(remove.participant()),
                            ByeReason.REMOVED,
                            "A moderator has removed you from the room.");
            case ModeratorAction.Ban ban -> {
                Participant who = anybody(ban.participant());
                room.banned.add(who.banKey());
                leaver.leave(who, ByeReason.BANNED, "A moderator has banned you from the room.");
            }
            case ModeratorAction.Admit admit -> entrance.admit(admit.participant());
            case ModeratorAction.Refuse refuse -> entrance.refuse(refuse.participant());
            case ModeratorAction.LowerHand lower ->
                    conversation.hand(member(lower.participant()), false);
            case ModeratorAction.Lock lock ->
                    rights.setSettings(room.settings.withLocked(lock.on()));
            case ModeratorAction.Lobby lobby -> settings(room.settings.withLobby(lobby.on()));
            case ModeratorAction.Settings settings ->
                    settings(SettingsReader.apply(room.settings, settings.changes(), "moderate"));
            case ModeratorAction.End end -> ender.accept(ByeReason.ROOM_ENDED);
        }
    }

    private void settings(RoomSettings next) throws BadMessageException {
        rights.setSettings(next);
        if (!next.lobby()) {
            entrance.admitAll();
        }
    }

    private void mute(@Nullable Participant by, ModeratorAction.Mute mute)
            throws BadMessageException {
        String id = mute.participant();
        if (id != null) {
            media.muteByOthers(member(id), mute.part(), by);
            return;
        }
        for (Participant each : List.copyOf(room.members.all())) {
            if (each != by && !each.isModerator()) {
                media.muteByOthers(each, mute.part(), by);
            }
        }
    }

    private static void tell(
            Participant who, String action, @Nullable Participant by, @Nullable String value) {
        who.connection()
                .send(new ServerMessage.Moderated(action, by == null ? null : by.id(), value));
    }

    private Participant member(String id) throws BadMessageException {
        Participant who = room.members.get(id);
        if (who == null) {
            throw Conversation.unknown("moderate");
        }
        return who;
    }

    private Participant anybody(String id) throws BadMessageException {
        for (Participant each : entrance.waiting()) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        return member(id);
    }
}
