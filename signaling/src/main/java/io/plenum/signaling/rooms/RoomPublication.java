package io.plenum.signaling.rooms;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import io.plenum.signaling.messages.Source;

/**
 * What one section of a participant's session sends.
 *
 * @param id unique in the server
 * @param participant who publishes it
 * @param mid the section, in the publisher's session
 */
public record RoomPublication(
        String id, String participant, String mid, MediaKind kind, Source source, boolean muted) {

    /** The same with another mute state. */
    public RoomPublication withMuted(boolean newMuted) {
        return new RoomPublication(id, participant, mid, kind, source, newMuted);
    }

    /** As the others see it. */
    public PublicationView view() {
        return new PublicationView(id, ServerMessage.kind(kind), source.text(), muted);
    }
}
