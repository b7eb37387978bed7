package io.plenum.signaling.rooms;

/** Told what happens in rooms, in the order of each room. Called under a lock; must not wait. */
@FunctionalInterface
public interface RoomObserver {
    /** One event. */
    void onEvent(RoomEvent event);
}
