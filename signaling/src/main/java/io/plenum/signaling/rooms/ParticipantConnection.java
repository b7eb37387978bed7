package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.ServerMessage;

/**
 * The way to a participant's client. Neither method waits: a connection that cannot take more is
 * closed by its implementation.
 */
public interface ParticipantConnection {
    /** Sends a message, in the order of the calls. Others may be sent the same one. */
    void send(OutgoingMessage message);

    /** Sends a message to this client alone. */
    default void send(ServerMessage message) {
        send(new OutgoingMessage(message));
    }

    /**
     * Says goodbye and closes. Nothing is sent afterwards. Idempotent.
     *
     * @param message one sentence for people
     */
    void close(ByeReason reason, String message);

    /** How the client talks to us. */
    default Protocol protocol() {
        return Protocol.WEBSOCKET;
    }
}
