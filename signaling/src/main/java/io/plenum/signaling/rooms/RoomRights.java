package io.plenum.signaling.rooms;

import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.Rights;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.RoomSettings.Publishers;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.Source;
import java.util.Arrays;
import java.util.List;

/**
 * Who may do what: roles follow from tokens, settings and moderators, rights from roles, settings
 * and tokens. Guarded by the room's lock.
 */
final class RoomRights {
    private final RoomState room;
    private final RoomMedia media;

    RoomRights(RoomState room, RoomMedia media) {
        this.room = room;
        this.media = media;
    }

    /** The role of somebody who comes. */
    Role roleAtJoin(Newcomer newcomer, Visibility visibility) {
        Grants grants = newcomer.grants();
        if (grants.rooms().admin()) {
            return Role.MODERATOR;
        }
        if (visibility.hidden()) {
            return Role.LISTENER;
        }
        if (isOpen(grants) && newcomer.interactive() && !hasModerator()) {
            return Role.MODERATOR;
        }
        boolean speaks =
                !grants.media().publish().isEmpty()
                        && room.settings.publishers() == Publishers.EVERYONE;
        return speaks ? Role.SPEAKER : Role.LISTENER;
    }

    /** Nobody vouches for anybody: then somebody of the room must be able to moderate it. */
    private static boolean isOpen(Grants grants) {
        return grants.identity() == null && grants.rooms().room() == null;
    }

    private boolean hasModerator() {
        for (Participant each : room.members.all()) {
            if (each.isModerator()) {
                return true;
            }
        }
        return false;
    }

    /** What somebody of a role may do under these settings. */
    static Rights rights(Role role, RoomSettings settings, Grants grants) {
        boolean publishes =
                switch (role) {
                    case MODERATOR -> true;
                    case SPEAKER -> settings.publishers() != Publishers.MODERATORS;
                    case LISTENER -> false;
                };
        List<Source> sources =
                Arrays.stream(Source.values())
                        .filter(each -> publishes && !grants.media().hidden())
                        .filter(each -> role == Role.MODERATOR || settings.sources().contains(each))
                        .filter(each -> grants.media().publish().contains(each))
                        .toList();
        boolean moderates = role == Role.MODERATOR;
        return new Rights(
                sources,
                grants.media().subscribe(),
                grants.media().data() && (settings.chat() || moderates),
                moderates,
                grants.media().ownMetadata());
    }

    /**
     * A moderator gives somebody another role. Whoever may publish by its new role may publish
     * everything, whatever its token said: that is what being asked to the stage means.
     *
     * @throws BadMessageException if nobody could moderate any more
     */
    void setRole(Participant who, Role role) throws BadMessageException {
        if (role != Role.MODERATOR && isLastModerator(who)) {
            throw new BadMessageException(
                    ErrorCode.FORBIDDEN,
                    "moderate: the room would be without a moderator.",
                    "moderate");
        }
        changeRole(who, role);
    }

    /** Without tokens somebody must be left who can moderate. */
    private boolean isLastModerator(Participant who) {
        if (!who.isModerator() || !isOpen(who.grants)) {
            return false;
        }
        for (Participant each : room.members.all()) {
            if (each != who && each.isModerator()) {
                return false;
            }
        }
        return true;
    }

    private void changeRole(Participant who, Role role) {
        if (role != Role.LISTENER && who.grants.media().publish().isEmpty()) {
            who.grants = who.grants.withPublish(List.of(Source.values()));
        }
        who.role = role;
        refresh(who, true);
        room.announcements.onState(who);
    }

    /** Somebody brought another token of the same identity. */
    void setGrants(Participant who, Grants grants) {
        boolean moderated = who.grants.rooms().admin();
        who.grants = grants;
        Role before = who.role;
        if (grants.rooms().admin()) {
            who.role = Role.MODERATOR;
        } else if (moderated) {
            who.role = Role.SPEAKER;
        }
        if (who.role == Role.SPEAKER && grants.media().publish().isEmpty()) {
            who.role = Role.LISTENER;
        }
        who.attributes.putAll(grants.attributes());
        if (grants.metadata() != null) {
            who.metadata = grants.metadata();
        }
        refresh(who, who.role != before);
        room.announcements.onState(who);
    }

    /** The room is run otherwise from now on; everyone is told. */
    void setSettings(RoomSettings settings) {
        if (settings.equals(room.settings)) {
            return;
        }
        room.settings = settings;
        room.settingsVersion++;
        room.announcements.toEveryone(new ServerMessage.SettingsChanged(settings));
        for (Participant each : List.copyOf(room.members.all())) {
            refresh(each, false);
        }
    }

    /** Where nobody has tokens and the last moderator has gone, the oldest is the next. */
    void replaceModerator(Participant left) {
        if (!left.isModerator() || !isOpen(left.grants) || hasModerator()) {
            return;
        }
        for (Participant each : room.members.all()) {
            if (each.interactive() && !each.visibility().hidden() && isOpen(each.grants)) {
                changeRole(each, Role.MODERATOR);
                return;
            }
        }
    }

    /** Works out the rights anew; tells the participant and ends what it may not do any more. */
    private void refresh(Participant who, boolean always) {
        Rights before = who.rights;
        who.rights = rights(who.role, room.settings, who.grants);
        if (!always && who.rights.equals(before)) {
            return;
        }
        who.connection().send(new ServerMessage.RightsChanged(who.role, who.rights));
        if (who.rights.moderate() && !before.moderate()) {
            who.connection().send(room.lobby());
        }
        media.withdraw(who, who.rights.publish()::contains);
        if (who.rights.subscribe() != before.subscribe()) {
            room.slots.onSubscribeRight(who);
        }
    }
}
