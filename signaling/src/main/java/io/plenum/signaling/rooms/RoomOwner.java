package io.plenum.signaling.rooms;

/** Whoever keeps the rooms. Called under a room's lock; must not wait. */
interface RoomOwner {
    /** Something happened that others than the participants want to know of. */
    void onEvent(RoomEvent event);

    /** Somebody is in the room now, and its peer in the bridge. */
    void onEntered(Participant who);

    /** Its offer was answered. */
    default void onAnswered(Participant who) {}

    /** Somebody left the room or its lobby. */
    void onLeft(Participant who);

    /** The room takes nobody any more. */
    void onClosed(Room room);
}
