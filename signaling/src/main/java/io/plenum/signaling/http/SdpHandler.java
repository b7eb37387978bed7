package io.plenum.signaling.http;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.Names;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What WHIP (RFC 9725) and WHEP have in common: an offer posted to an endpoint makes a session,
 * whose URL is deleted to end it.
 */
abstract class SdpHandler extends Handler.Abstract {
    /** Largest offer in bytes. */
    static final int MAX_OFFER_BYTES = 256 * 1024;

    private static final String SDP = "application/sdp";

    private final Rooms rooms;
    private final SignallingCounters counters;
    private final SdpSessions sessions = new SdpSessions();
    private final int endpointParts;

    /**
     * @param endpointParts parts of an endpoint's path; a session's has one more
     */
    SdpHandler(Rooms rooms, SignallingCounters counters, int endpointParts) {
        this.rooms = rooms;
        this.counters = counters;
        this.endpointParts = endpointParts;
    }

    Rooms rooms() {
        return rooms;
    }

    /**
     * Lets the session's participant join.
     *
     * @param parts of the endpoint's path, decoded; the first is "whip" or "whep"
     * @param name what the client wants to be called, or null
     */
    abstract Participant join(List<String> parts, @Nullable String name, SdpSession session)
            throws ProblemException;

    /** Refuses an offer that this endpoint cannot serve although a room could. */
    abstract void check(Negotiated negotiated) throws ProblemException;

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        headers.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, ETag, Link");
        try {
            return route(request, response, callback);
        } catch (ProblemException e) {
            SignallingCount count = e.count();
            if (count != null) {
                counters.increment(count);
            }
            e.problem().write(response, callback);
            return true;
        }
    }

    private boolean route(Request request, Response response, Callback callback)
            throws ProblemException, IOException {
        String path = request.getHttpURI().getCanonicalPath();
        List<String> parts = List.of(path.substring(1).split("/", -1));
        boolean endpoint = parts.size() == endpointParts;
        if (!endpoint && parts.size() != endpointParts + 1) {
            return false;
        }
        switch (request.getMethod()) {
            case "OPTIONS" -> options(endpoint, response, callback);
            case "POST" -> {
                if (!endpoint) {
                    throw notAllowed(response, "DELETE, OPTIONS");
                }
                post(request, response, callback, path, parts);
            }
            case "DELETE" -> {
                if (endpoint) {
                    throw notAllowed(response, "POST, OPTIONS");
                }
                delete(response, callback, path);
            }
            default -> throw notAllowed(response, endpoint ? "POST, OPTIONS" : "DELETE, OPTIONS");
        }
        return true;
    }

    private static ProblemException notAllowed(Response response, String allow) {
        response.getHeaders().put(HttpHeader.ALLOW, allow);
        return new ProblemException(
                405, "method-not-allowed", "This resource takes " + allow + ".", null);
    }

    private static void options(boolean endpoint, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(
                HttpHeader.ACCESS_CONTROL_ALLOW_METHODS,
                endpoint ? "POST, OPTIONS" : "DELETE, OPTIONS");
        headers.put(
                HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Authorization, If-Match");
        headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "86400");
        if (endpoint) {
            headers.put("Accept-Post", SDP);
        }
        response.setStatus(204);
        callback.succeeded();
    }

    private void post(
            Request request, Response response, Callback callback, String path, List<String> parts)
            throws ProblemException, IOException {
        requireSdp(request);
        String sdp = readOffer(request, response);
        SdpSession session = sessions.create(path);
        Participant who;
        try {
            who = join(parts.stream().map(SdpHandler::decode).toList(), name(request), session);
        } catch (BridgeOverloadedException e) {
            sessions.remove(session);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
            throw new ProblemException(
                    503,
                    "overloaded",
                    "The server cannot take more participants now; try again in a moment.",
                    SignallingCount.REFUSED_OVERLOAD);
        } catch (ProblemException e) {
            sessions.remove(session);
            throw e;
        }
        session.setParticipant(who);
        try {
            answer(sdp, who, session, response, callback);
        } catch (ProblemException e) {
            rooms.leave(who, ByeReason.PROTOCOL_ERROR, e.problem().detail());
            throw e;
        }
    }

    private void answer(
            String sdp, Participant who, SdpSession session, Response response, Callback callback)
            throws ProblemException {
        Negotiated negotiated;
        try {
            negotiated = who.room().offer(who, 1, sdp, List.of());
        } catch (OfferException e) {
            throw new ProblemException(400, "bad-sdp", e.text(), SignallingCount.REFUSED_SDP);
        } catch (BadMessageException e) {
            throw new ProblemException(
                    409, e.code().text(), e.text(), SignallingCount.REFUSED_OUT_OF_ORDER);
        }
        check(negotiated);
        who.room().assignAfterAnswer(who);
        counters.increment(SignallingCount.JOINS);
        counters.increment(SignallingCount.OFFERS_ANSWERED);
        response.setStatus(201);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, SDP);
        headers.put(HttpHeader.LOCATION, session.path());
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, negotiated.answer(), callback);
    }

    private void delete(Response response, Callback callback, String path) throws ProblemException {
        SdpSession session = sessions.find(path);
        Participant who = session == null ? null : session.participant();
        if (who == null) {
            throw new ProblemException(
                    404,
                    "no-such-session",
                    "There is no such session; it may have ended.",
                    SignallingCount.REFUSED_NOT_FOUND);
        }
        rooms.leave(who, ByeReason.LEFT, "Goodbye.");
        response.setStatus(200);
        callback.succeeded();
    }

    private static void requireSdp(Request request) throws ProblemException {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String bare = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!bare.equals(SDP)) {
            throw new ProblemException(
                    415,
                    "not-sdp",
                    "The body must be an SDP offer with Content-Type: " + SDP + ".",
                    SignallingCount.REFUSED_CONTENT_TYPE);
        }
    }

    private static String readOffer(Request request, Response response)
            throws ProblemException, IOException {
        if (request.getLength() <= MAX_OFFER_BYTES) {
            try (InputStream body = Content.Source.asInputStream(request)) {
                byte[] bytes = body.readNBytes(MAX_OFFER_BYTES + 1);
                if (bytes.length <= MAX_OFFER_BYTES) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
        }
        // What was not read is not read any more: the connection ends with the answer.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        throw new ProblemException(
                413,
                "too-large",
                "The offer is larger than " + MAX_OFFER_BYTES / 1024 + " KiB.",
                SignallingCount.REFUSED_TOO_LARGE);
    }

    private static @Nullable String name(Request request) throws ProblemException {
        Fields query = Request.extractQueryParameters(request);
        String name = query.getValue("name");
        return name == null ? null : checkedName("participant", name);
    }

    /** The name, if it is one. */
    static String checkedName(String what, String name) throws ProblemException {
        String problem = Names.problem(name);
        if (problem != null) {
            throw new ProblemException(
                    400,
                    "bad-name",
                    "The " + what + " name " + problem + ".",
                    SignallingCount.REFUSED_NAME);
        }
        return name;
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
