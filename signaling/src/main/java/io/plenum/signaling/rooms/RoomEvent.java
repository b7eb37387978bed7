package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import org.jspecify.annotations.Nullable;

/** What happens in rooms, for programs. */
public sealed interface RoomEvent {
    /** Where. */
    String room();

    /** When, in milliseconds since 1970. */
    long atMillis();

    /** A room began. */
    record RoomStarted(String room, long atMillis) implements RoomEvent {}

    /** A room ended. */
    record RoomFinished(String room, long atMillis) implements RoomEvent {}

    /** Somebody came in, hidden or not. */
    record ParticipantJoined(
            String room, long atMillis, ParticipantView participant, @Nullable String identity)
            implements RoomEvent {}

    /**
     * Somebody left.
     *
     * @param connected whether its media had been connected
     */
    record ParticipantLeft(
            String room,
            long atMillis,
            ParticipantView participant,
            @Nullable String identity,
            String reason,
            boolean connected)
            implements RoomEvent {}

    /** Something is published. */
    record PublicationStarted(
            String room, long atMillis, ParticipantView participant, PublicationView publication)
            implements RoomEvent {}

    /** Something is published no more. */
    record PublicationEnded(
            String room, long atMillis, ParticipantView participant, PublicationView publication)
            implements RoomEvent {}
}
