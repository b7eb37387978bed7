package io.plenum.signaling.messages;

import java.util.List;

/**
 * What a participant may do, as it is told.
 *
 * @param publish what it may send
 * @param subscribe whether it is sent the others' media
 * @param chat whether it may write, react and send data
 * @param moderate whether it may do something to others and to the room
 * @param attributes whether it may change its own name and attributes
 */
public record Rights(
        List<Source> publish,
        boolean subscribe,
        boolean chat,
        boolean moderate,
        boolean attributes) {
    /** Copies the list. */
    public Rights {
        publish = List.copyOf(publish);
    }
}
