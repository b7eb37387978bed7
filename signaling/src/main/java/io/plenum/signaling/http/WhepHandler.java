package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.sdp.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /whep/{room}/{participant}}: watches one participant, by id or unique name. {@code
 * POST /whep/{room}}: watches whoever speaks.
 */
final class WhepHandler extends SdpHandler {
    /** How long a counter-offer waits for its answer. */
    static final Duration COUNTER_OFFER_VALID = Duration.ofSeconds(30);

    private static final String TEMPLATE = "whep-offer.sdp";

    /** Where the sessions of a room's endpoint live; not a name that a participant can have. */
    private static final String SESSIONS = "/*";

    /** RFC 9110 section 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final String everything;

    WhepHandler(
            Rooms rooms,
            HttpAccess access,
            SignallingCounters counters,
            IceServers iceServers,
            InstantSource clock) {
        super(rooms, access, counters, iceServers, Direction.RECVONLY);
        this.clock = clock;
        try (InputStream template = WhepHandler.class.getResourceAsStream(TEMPLATE)) {
            if (template == null) {
                throw new IllegalStateException(TEMPLATE + " is missing from the jar");
            }
            everything = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    @Nullable String sessionBase(String path, List<String> parts) {
        return switch (parts.size()) {
            case 2 -> path + SESSIONS;
            case 3 -> path;
            default -> null;
        };
    }

    @Override
    String defaultName() {
        return "WHEP viewer";
    }

    @Override
    Participant join(List<String> parts, Newcomer newcomer, SdpSession session)
            throws ProblemException {
        String room = parts.get(1);
        if (parts.size() == 2) {
            return rooms().watchSpeaker(room, newcomer, session);
        }
        String watched = checkedName("participant", parts.get(2));
        Participant publisher = rooms().find(room, watched);
        if (publisher == null) {
            throw new ProblemException(
                    404,
                    "no-such-participant",
                    "Nobody in this room has this identifier, and not exactly one has this name.",
                    SignallingCount.REFUSED_NOT_FOUND);
        }
        return rooms().watch(publisher, newcomer, session);
    }

    /** Whatever cannot be served gets a counter-offer. */
    @Override
    void check(OneWayOffer offer) {}

    @Override
    String endpointType() {
        return SdpBody.SDP;
    }

    /**
     * Offers one audio and one video section with every codec that we forward. It is what we would
     * answer to a player that can receive all of them.
     */
    @Override
    boolean counterOffer(
            Participant who,
            SdpSession session,
            Request request,
            Response response,
            Callback done) {
        String own;
        try {
            own = who.room().describe(who, everything);
        } catch (OfferException e) {
            throw new IllegalStateException("our own template can be answered", e);
        }
        request.getComponents()
                .getScheduler()
                .schedule(
                        () -> expire(who, session),
                        COUNTER_OFFER_VALID.toMillis(),
                        TimeUnit.MILLISECONDS);
        String until = HTTP_DATE.format(clock.instant().plus(COUNTER_OFFER_VALID));
        describe(
                406, SdpBody.SDP + "; valid-until=\"" + until + "\"", own, session, response, done);
        return true;
    }

    private void expire(Participant who, SdpSession session) {
        session.lock.lock();
        try {
            if (session.remote() == null) {
                rooms().leave(who, ByeReason.TIMEOUT, "The counter-offer was not answered.");
            }
        } finally {
            session.lock.unlock();
        }
    }
}
