package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.Departure;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the participants of a room about each other. Each message is written once, however many
 * receive it. In a room of many, who comes and goes is told in sums, {@value #DELTA_MILLIS} ms
 * apart at least. Guarded by the room's lock.
 */
final class Announcements {
    /** In rooms of more, comings and goings are told in sums. */
    static final int SUMMED_FROM = 50;

    /** Between two sums. */
    static final long DELTA_MILLIS = 100;

    private final Members members;
    private final RoomTimers timers;
    private final Consumer<Runnable> underLock;
    private final Map<String, Participant> joined = new LinkedHashMap<>();
    private final List<Departure> left = new ArrayList<>();
    private boolean due;

    /**
     * @param underLock runs a task while it holds the room's lock
     */
    Announcements(Members members, RoomTimers timers, Consumer<Runnable> underLock) {
        this.members = members;
        this.timers = timers;
        this.underLock = underLock;
    }

    /** Somebody, whom the others may see, came. */
    void onJoined(Participant who) {
        if (inSums()) {
            joined.put(who.id(), who);
            flushLater();
        } else {
            tellOthers(who, new ServerMessage.ParticipantJoined(who.view()));
        }
    }

    /** Somebody, whom the others could see, went. */
    void onLeft(Participant who, String reason) {
        if (inSums()) {
            // Whoever came after it was told of it by "joined", so its going is told in any case.
            joined.remove(who.id());
            left.add(new Departure(who.id(), reason));
            flushLater();
        } else {
            tellOthers(who, new ServerMessage.ParticipantLeft(who.id(), reason));
        }
    }

    /** Something that is part of somebody's view changed. */
    void onChanged(Participant who, ServerMessage message) {
        // Those who are not told yet that it came will be told how it is then.
        if (!joined.containsKey(who.id())) {
            tellOthers(who, message);
        } else {
            tellThoseWhoCameAfter(who, message);
        }
    }

    /** Something happened to somebody; {@code alsoItself} if it is told as well. */
    void onEvent(Participant who, ServerMessage message, boolean alsoItself) {
        if (joined.containsKey(who.id())) {
            flush();
        }
        tell(message, who.id(), alsoItself ? null : who);
    }

    /** Somebody's name, role, hand, attributes or connection changed; it is told, too. */
    void onState(Participant who) {
        ServerMessage message = new ServerMessage.ParticipantChanged(who.state());
        if (who.visibility().hidden()) {
            who.connection().send(message);
        } else {
            onEvent(who, message, true);
        }
    }

    /** Something that concerns the room. */
    void toEveryone(ServerMessage message) {
        tell(message, null, null);
    }

    /** Something that concerns those who moderate. */
    void toModerators(ServerMessage message) {
        OutgoingMessage outgoing = new OutgoingMessage(message);
        for (Participant each : members.all()) {
            if (each.isModerator()) {
                each.connection().send(outgoing);
            }
        }
    }

    /**
     * Before a viewer is told that a slot shows something, it must know the publisher.
     *
     * @return whether a sum was sent
     */
    boolean introduce(Participant viewer, String publisher) {
        Participant pending = joined.get(publisher);
        if (pending == null || pending.order < viewer.order) {
            return false;
        }
        flush();
        return true;
    }

    private boolean inSums() {
        return due || members.visible() > SUMMED_FROM;
    }

    private void flushLater() {
        if (!due) {
            due = true;
            var _ = timers.after(DELTA_MILLIS, () -> underLock.accept(this::onDue));
        }
    }

    private void onDue() {
        due = false;
        flush();
    }

    private void flush() {
        if (joined.isEmpty() && left.isEmpty()) {
            return;
        }
        List<ParticipantView> views = joined.values().stream().map(Participant::view).toList();
        ServerMessage message = new ServerMessage.ParticipantsChanged(left, views);
        joined.clear();
        left.clear();
        tell(message, null, null);
    }

    private void tellOthers(Participant who, ServerMessage message) {
        tell(message, who.id(), who);
    }

    private void tellThoseWhoCameAfter(Participant who, ServerMessage message) {
        OutgoingMessage outgoing = new OutgoingMessage(message);
        for (Participant other : members.all()) {
            if (other.order > who.order && other.visibility().sees(who.id())) {
                other.connection().send(outgoing);
            }
        }
    }

    private void tell(ServerMessage message, @Nullable String about, @Nullable Participant except) {
        OutgoingMessage outgoing = new OutgoingMessage(message);
        for (Participant other : members.all()) {
            if (other != except && (about == null || other.visibility().sees(about))) {
                other.connection().send(outgoing);
            }
        }
    }
}
