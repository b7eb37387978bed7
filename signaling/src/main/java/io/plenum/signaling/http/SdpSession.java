package io.plenum.signaling.http;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantConnection;
import org.jspecify.annotations.Nullable;

/** A WHIP or WHEP session. Its client has no channel for messages, so they end here. */
final class SdpSession implements ParticipantConnection {
    private final String path;
    private final SdpSessions sessions;
    private volatile @Nullable Participant participant;

    /**
     * @param path the session's URL path, whose last part nobody can guess
     */
    SdpSession(String path, SdpSessions sessions) {
        this.path = path;
        this.sessions = sessions;
    }

    String path() {
        return path;
    }

    void setParticipant(Participant joined) {
        participant = joined;
    }

    @Nullable Participant participant() {
        return participant;
    }

    @Override
    public void send(ServerMessage message) {
        // WHIP and WHEP have no messages to the client; the media says it all.
    }

    @Override
    public void close(ByeReason reason, String message) {
        sessions.remove(this);
    }
}
