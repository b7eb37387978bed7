package io.plenum.signaling.support;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.ParticipantConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that remembers what it was told. */
public final class RecordingClient implements ParticipantConnection {
    /** Everything since the beginning or since a test cleared it. */
    public final List<ServerMessage> messages = new ArrayList<>();

    /** The same, as it was sent to this client and perhaps to others. */
    public final List<OutgoingMessage> sent = new ArrayList<>();

    /** Why the connection was closed, or null. */
    public @Nullable ByeReason closed;

    @Override
    public void send(OutgoingMessage message) {
        messages.add(message.message());
        sent.add(message);
    }

    @Override
    public void close(ByeReason reason, String message) {
        closed = reason;
    }

    /** The messages of one kind. */
    public <M extends ServerMessage> List<M> all(Class<M> kind) {
        return messages.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The last message of one kind, or an error. */
    public <M extends ServerMessage> M last(Class<M> kind) {
        List<M> found = all(kind);
        if (found.isEmpty()) {
            throw new AssertionError("no " + kind.getSimpleName() + " among " + messages);
        }
        return found.getLast();
    }

    /** Forgets what was told. */
    public void clear() {
        messages.clear();
        sent.clear();
    }
}
