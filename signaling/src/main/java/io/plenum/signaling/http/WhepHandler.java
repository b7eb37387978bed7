package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /whep/{room}/{participant}}: watches one participant, by id or unique name. */
final class WhepHandler extends SdpHandler {
    WhepHandler(Rooms rooms, SignallingCounters counters) {
        super(rooms, counters, 3);
    }

    @Override
    Participant join(List<String> parts, @Nullable String name, SdpSession session)
            throws ProblemException {
        String room = checkedName("room", parts.get(1));
        String watched = checkedName("participant", parts.get(2));
        Participant publisher = rooms().find(room, watched);
        if (publisher == null) {
            throw new ProblemException(
                    404,
                    "no-such-participant",
                    "Nobody in this room has this identifier, and not exactly one has this name.",
                    SignallingCount.REFUSED_NOT_FOUND);
        }
        return rooms().watch(publisher, name == null ? "WHEP viewer" : name, session);
    }

    @Override
    void check(Negotiated negotiated) throws ProblemException {
        if (negotiated.slots().isEmpty()) {
            throw new ProblemException(
                    400,
                    "nothing-to-receive",
                    "The offer holds no audio or video section that receives.",
                    SignallingCount.REFUSED_SDP);
        }
    }
}
