package io.plenum.signaling.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What participants say without media: chat, reactions, raised hands, data, names and attributes.
 * Guarded by the room's lock.
 */
final class Conversation {
    /** What newcomers can read of before. */
    static final int HISTORY = 100;

    private static final int MAX_ATTRIBUTES = 32;

    private final RoomState room;
    private final Deque<ServerMessage.Chat> history = new ArrayDeque<>();
    private long chats;

    Conversation(RoomState room) {
        this.room = room;
    }

    /** What everybody may read, oldest first. */
    List<ServerMessage.Chat> history() {
        return List.copyOf(history);
    }

    void hand(Participant who, boolean raised) throws BadMessageException {
        if (raised == (who.handRaisedAt != null)) {
            return;
        }
        if (raised) {
            spend(who.talk, "hand");
        }
        who.handRaisedAt = raised ? room.timers.epochMillis() : null;
        room.announcements.onState(who);
    }

    void reaction(Participant who, String reaction) throws BadMessageException {
        requireChat(who, "reaction");
        spend(who.talk, "reaction");
        room.announcements.onEvent(who, new ServerMessage.Reaction(who.id(), reaction), true);
    }

    void rename(Participant who, String name) throws BadMessageException {
        requireOwnMetadata(who, "rename");
        spend(who.talk, "rename");
        setName(who, name);
    }

    /** Somebody is called otherwise from now on. */
    void setName(Participant who, String name) {
        if (!name.equals(who.name())) {
            who.setName(name);
            room.announcements.onState(who);
        }
    }

    void attributes(Participant who, Map<String, @Nullable String> changes)
            throws BadMessageException {
        requireOwnMetadata(who, "attributes");
        spend(who.talk, "attributes");
        setAttributes(who, changes, "attributes");
    }

    /**
     * Changes attributes; null takes one away.
     *
     * @param type of the message that wants it, for errors
     * @throws BadMessageException if there would be too many
     */
    void setAttributes(Participant who, Map<String, @Nullable String> changes, String type)
            throws BadMessageException {
        Map<String, String> next = new TreeMap<>(who.attributes);
        changes.forEach(
                (key, value) -> {
                    if (value == null) {
                        next.remove(key);
                    } else {
                        next.put(key, value);
                    }
                });
        if (next.size() > MAX_ATTRIBUTES) {
            throw new BadMessageException(
                    ErrorCode.LIMIT,
                    type + ": a participant has at most " + MAX_ATTRIBUTES + " attributes.",
                    type);
        }
        if (!next.equals(who.attributes)) {
            who.attributes.clear();
            who.attributes.putAll(next);
            room.announcements.onState(who);
        }
    }

    /** Somebody has other metadata, or none, from now on. */
    void setMetadata(Participant who, @Nullable String metadata) {
        if (!Objects.equals(metadata, who.metadata)) {
            who.metadata = metadata;
            room.announcements.onState(who);
        }
    }

    void chat(Participant who, String text, @Nullable String to) throws BadMessageException {
        requireChat(who, "chat");
        Participant reader = to == null ? null : reader(to, "chat");
        spend(who.talk, "chat");
        ServerMessage.Chat message =
                new ServerMessage.Chat(
                        "m-" + ++chats, who.id(), who.name(), text, room.timers.epochMillis(), to);
        if (reader == null) {
            if (history.size() == HISTORY) {
                history.removeFirst();
            }
            history.addLast(message);
            room.announcements.onEvent(who, message, true);
        } else {
            reader.connection().send(message);
            if (reader != who) {
                who.connection().send(message);
            }
        }
    }

    /**
     * Something for programs.
     *
     * @param who sends it, or null for a program by REST
     */
    void data(
            @Nullable Participant who,
            JsonNode payload,
            @Nullable String to,
            @Nullable String topic)
            throws BadMessageException {
        if (who != null) {
            requireChat(who, "data");
        }
        Participant reader = to == null ? null : reader(to, "data");
        if (who != null) {
            spend(who.data, "data");
        }
        ServerMessage message =
                new ServerMessage.Data(who == null ? null : who.id(), payload, topic);
        if (reader != null) {
            reader.connection().send(message);
        } else if (who != null) {
            room.announcements.onEvent(who, message, false);
        } else {
            room.announcements.toEveryone(message);
        }
    }

    private Participant reader(String id, String type) throws BadMessageException {
        Participant found = room.members.get(id);
        if (found == null || found.visibility().hidden()) {
            throw unknown(type);
        }
        return found;
    }

    static BadMessageException unknown(String type) {
        return new BadMessageException(
                ErrorCode.UNKNOWN_PARTICIPANT,
                type + ": nobody in the room has this identifier.",
                type);
    }

    private void spend(Allowance allowance, String type) throws BadMessageException {
        if (!allowance.take(room.timers.epochMillis())) {
            throw new BadMessageException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    type + ": too many of these in 10 seconds; this one was not passed on.",
                    type);
        }
    }

    private static void requireChat(Participant who, String type) throws BadMessageException {
        if (!who.rights.chat() || who.visibility().hidden()) {
            throw new BadMessageException(
                    ErrorCode.FORBIDDEN, type + ": the participant may not write here.", type);
        }
    }

    private static void requireOwnMetadata(Participant who, String type)
            throws BadMessageException {
        if (!who.rights.attributes()) {
            throw new BadMessageException(
                    ErrorCode.FORBIDDEN,
                    type + ": the participant may not change how it is shown.",
                    type);
        }
    }
}
