package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.WaitingView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room at one moment.
 *
 * @param startedAtMillis since 1970
 * @param version rises with every change of the settings
 * @param participants whom everybody sees
 * @param speaker who is the dominant speaker, or null before anybody spoke
 * @param waiting who is in the lobby
 */
public record RoomSnapshot(
        String name,
        long startedAtMillis,
        RoomSettings settings,
        long version,
        List<ParticipantView> participants,
        @Nullable String speaker,
        List<WaitingView> waiting) {
    /** Copies the lists. */
    public RoomSnapshot {
        participants = List.copyOf(participants);
        waiting = List.copyOf(waiting);
    }
}
