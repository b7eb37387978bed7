package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /whip/{room}}: publishes into a room (RFC 9725). */
final class WhipHandler extends SdpHandler {
    WhipHandler(Rooms rooms, SignallingCounters counters) {
        super(rooms, counters, 2);
    }

    @Override
    Participant join(List<String> parts, @Nullable String name, SdpSession session)
            throws ProblemException {
        String room = checkedName("room", parts.get(1));
        return rooms().join(room, name == null ? "WHIP publisher" : name, session);
    }

    @Override
    void check(Negotiated negotiated) throws ProblemException {
        if (negotiated.publications().isEmpty()) {
            throw new ProblemException(
                    400,
                    "nothing-to-publish",
                    "The offer holds no audio or video section that sends.",
                    SignallingCount.REFUSED_SDP);
        }
    }
}
