package io.plenum.signaling.http;

import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantConnection;
import io.plenum.signaling.rooms.Protocol;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WHIP or WHEP session. Its client has no channel for messages, so they end here. What changes
 * with a PATCH is guarded by {@link #lock}.
 */
final class SdpSession implements ParticipantConnection {
    /** Held over a PATCH, so that two cannot restart ICE at once. */
    final ReentrantLock lock = new ReentrantLock();

    private final String path;
    private final SdpSessions sessions;
    private volatile @Nullable Participant participant;
    private String entityTag;
    private String description = "";
    private @Nullable RemoteTransport remote;

    /**
     * @param path the session's URL path, whose last part nobody can guess
     * @param entityTag of its first ICE session
     */
    SdpSession(String path, String entityTag, SdpSessions sessions) {
        this.path = path;
        this.entityTag = entityTag;
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

    /** Names the ICE session (RFC 9725 section 4.3.1). */
    String entityTag() {
        return entityTag;
    }

    /** What we sent as answer or counter-offer. */
    String description() {
        return description;
    }

    void setDescription(String sent) {
        description = sent;
    }

    /** The client's transport; null while a counter-offer waits for its answer. */
    @Nullable RemoteTransport remote() {
        return remote;
    }

    void setRemote(RemoteTransport transport) {
        remote = transport;
    }

    /** Another ICE session has begun. */
    void restarted(RemoteTransport transport) {
        remote = transport;
        entityTag = sessions.newEntityTag();
    }

    @Override
    public void send(OutgoingMessage message) {
        // WHIP and WHEP have no messages to the client; the media says it all.
    }

    @Override
    public void close(ByeReason reason, String message) {
        sessions.remove(this);
    }

    @Override
    public Protocol protocol() {
        return path.startsWith("/whep/") ? Protocol.WHEP : Protocol.WHIP;
    }
}
