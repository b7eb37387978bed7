package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.sdp.Direction;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** {@code POST /whip/{room}}: publishes into a room (RFC 9725). */
final class WhipHandler extends SdpHandler {
    WhipHandler(
            Rooms rooms, HttpAccess access, SignallingCounters counters, IceServers iceServers) {
        super(rooms, access, counters, iceServers, Direction.SENDONLY);
    }

    @Override
    @Nullable String sessionBase(String path, List<String> parts) {
        return parts.size() == 2 ? path : null;
    }

    @Override
    String defaultName() {
        return "WHIP publisher";
    }

    @Override
    Participant join(List<String> parts, Newcomer newcomer, SdpSession session) {
        return rooms().publish(parts.get(1), newcomer, session);
    }

    @Override
    void check(OneWayOffer offer) throws ProblemException {
        offer.requireOneStream();
        if (!offer.flows()) {
            throw new ProblemException(
                    400,
                    "bad-sdp",
                    "SDP: the offer has no audio or video section that this server can serve.",
                    SignallingCount.REFUSED_SDP);
        }
    }

    @Override
    @Nullable String endpointType() {
        return null;
    }

    @Override
    boolean counterOffer(
            Participant who,
            SdpSession session,
            Request request,
            Response response,
            Callback done) {
        return false;
    }
}
