package io.plenum.signaling.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.messages.ErrorCode;

/**
 * Told how participants fare, in the order in which it happens to each, beside what {@link
 * RoomObserver} is told. Called where it happens, sometimes under a room's lock: must return at
 * once and not call back.
 */
public interface ParticipantObserver {
    /**
     * A participant was let in.
     *
     * @param publications what there is for it to see and hear
     */
    default void onEntered(Participant who, int publications) {}

    /** Its offer was answered. */
    default void onAnswered(Participant who) {}

    /**
     * Its offer cannot be served.
     *
     * @param why as the client was told
     */
    default void onOfferRefused(Participant who, String why) {}

    /**
     * Its client tells what its own statistics say.
     *
     * @param report an array of webrtc-stats dictionaries
     */
    default void onClientReport(Participant who, JsonNode report) {}

    /**
     * Somebody was not let in.
     *
     * @param room as asked for
     * @param message as the client was told
     */
    default void onRefused(String room, String name, ErrorCode code, String message) {}
}
