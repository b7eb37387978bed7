package io.plenum.signaling.support;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.rooms.ParticipantConnection;

/** A client that nobody listens to. */
public final class SilentConnection implements ParticipantConnection {
    @Override
    public void send(OutgoingMessage message) {}

    @Override
    public void close(ByeReason reason, String message) {}
}
