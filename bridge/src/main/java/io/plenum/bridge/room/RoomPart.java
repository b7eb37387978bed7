package io.plenum.bridge.room;

import io.plenum.bridge.forward.Publication;

/** Another part of a room, on another loop, as the part here sees it. */
@FunctionalInterface
public interface RoomPart {
    /**
     * Mirrors a publication there, until it ends.
     *
     * @param peer who publishes it
     */
    void mirror(String peer, Publication publication);
}
