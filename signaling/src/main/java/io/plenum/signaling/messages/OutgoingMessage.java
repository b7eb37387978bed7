package io.plenum.signaling.messages;

import org.jspecify.annotations.Nullable;

/** A message on its way to one client or to many: its text is made once, by whoever needs it. */
public final class OutgoingMessage {
    private final ServerMessage message;
    private @Nullable String text;

    /** Nothing is written yet. */
    public OutgoingMessage(ServerMessage message) {
        this.message = message;
    }

    /** What it says. */
    public ServerMessage message() {
        return message;
    }

    /** As it goes on the wire. */
    public String text() {
        String written = text;
        if (written == null) {
            written = ServerMessageWriter.write(message);
            text = written;
        }
        return written;
    }
}
