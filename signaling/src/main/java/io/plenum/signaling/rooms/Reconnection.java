package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Participants whose WebSocket was lost stay for a while, and their media goes on; who shows the
 * secret takes over. Guarded by the room's lock.
 */
final class Reconnection {
    /** How long a participant without a WebSocket stays. */
    static final long GRACE_MILLIS = 30_000;

    private static final int SECRET_BYTES = 24;

    /** A connection that is no more. */
    private static final ParticipantConnection LOST =
            new ParticipantConnection() {
                @Override
                public void send(OutgoingMessage message) {
                    // Whoever comes back is told everything.
                }

                @Override
                public void close(ByeReason reason, String message) {
                    // Nobody listens.
                }
            };

    private final RoomState room;
    private final GraceEnd end;

    /** Ends the stay of somebody who did not come back. */
    @FunctionalInterface
    interface GraceEnd {
        void onGraceEnd(Participant who);
    }

    /**
     * @param end called without the room's lock
     */
    Reconnection(RoomState room, GraceEnd end) {
        this.room = room;
        this.end = end;
    }

    /** A new secret, good once; what was good before is not any more. */
    ServerMessage.Resume newSecret(Participant who) {
        byte[] random = new byte[SECRET_BYTES];
        room.random.nextBytes(random);
        String secret = who.id() + "." + HexFormat.of().formatHex(random);
        who.resumeSecret = secret.getBytes(StandardCharsets.US_ASCII);
        return new ServerMessage.Resume(secret, GRACE_MILLIS);
    }

    /** The participant that a secret may be of; whether it is shows {@link #resume}. */
    static String participantOf(String secret) {
        int dot = secret.indexOf('.');
        return dot < 0 ? "" : secret.substring(0, dot);
    }

    /** The connection of somebody present was lost. */
    void onLost(Participant who) {
        who.setConnection(LOST);
        who.reconnecting = true;
        who.cancelGrace = room.timers.after(GRACE_MILLIS, () -> end.onGraceEnd(who));
        room.announcements.onState(who);
    }

    /**
     * Another connection takes over.
     *
     * @return whether the secret is right
     */
    boolean resume(Participant who, String secret, ParticipantConnection connection) {
        byte[] known = who.resumeSecret;
        // In constant time, so that nobody finds out how much of a guess was right.
        if (known == null
                || !MessageDigest.isEqual(known, secret.getBytes(StandardCharsets.UTF_8))) {
            return false;
        }
        who.resumeSecret = null;
        who.cancelGrace.run();
        ParticipantConnection before = who.connection();
        who.setConnection(connection);
        who.offersAnew = true;
        before.close(ByeReason.RESUMED_ELSEWHERE, "Another connection took over.");
        return true;
    }
}
