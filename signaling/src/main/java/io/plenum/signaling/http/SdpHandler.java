package io.plenum.signaling.http;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.Names;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.NotAdmittedException;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.sdp.Direction;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
 * whose URL is patched for ICE and deleted to end it.
 */
abstract class SdpHandler extends Handler.Abstract {
    /** Largest offer in bytes. */
    static final int MAX_OFFER_BYTES = 256 * 1024;

    private static final String ENDPOINT_METHODS = "GET, HEAD, OPTIONS, POST";
    private static final String SESSION_METHODS = "GET, HEAD, OPTIONS, PATCH, DELETE";
    static final String RETRY_SECONDS = "5";

    private final Rooms rooms;
    private final HttpAccess access;
    private final SignallingCounters counters;
    private final IceServers iceServers;
    private final SdpSessions sessions = new SdpSessions();
    private final SdpPatch patch;
    private final Direction direction;

    /**
     * @param direction of the media, seen by the client
     */
    SdpHandler(
            Rooms rooms,
            HttpAccess access,
            SignallingCounters counters,
            IceServers iceServers,
            Direction direction) {
        this.rooms = rooms;
        this.access = access;
        this.counters = counters;
        this.iceServers = iceServers;
        this.direction = direction;
        patch = new SdpPatch(counters);
    }

    Rooms rooms() {
        return rooms;
    }

    SdpSessions sessions() {
        return sessions;
    }

    /**
     * Where sessions of an endpoint live, or null if there is no endpoint of this path.
     *
     * @param path as it was sent
     * @param parts of it; the first is "whip" or "whep"
     */
    abstract @Nullable String sessionBase(String path, List<String> parts);

    /**
     * Lets the session's participant join.
     *
     * @param parts of the endpoint's path, decoded; the first is "whip" or "whep"
     * @param newcomer who comes and what it may do
     */
    abstract Participant join(List<String> parts, Newcomer newcomer, SdpSession session)
            throws ProblemException;

    /** What somebody is called that does not say. */
    abstract String defaultName();

    /** Refuses an offer that this endpoint cannot serve although a room could. */
    abstract void check(OneWayOffer offer) throws ProblemException;

    /** Media type that GET and HEAD of the endpoint tell, or null for none. */
    abstract @Nullable String endpointType();

    /**
     * Makes an offer of our own where the client's cannot be served.
     *
     * @return whether it has been made; otherwise the client's offer is refused
     */
    abstract boolean counterOffer(
            Participant who, SdpSession session, Request request, Response response, Callback done);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        access.policy()
                .origins()
                .allow(
                        request,
                        response,
                        "Location, ETag, Link, Retry-After, Accept-Post, Accept-Patch");
        try {
            return route(request, response, callback);
        } catch (BridgeOverloadedException e) {
            headers.put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            return refuse(
                    new ProblemException(
                            503,
                            "overloaded",
                            "The server cannot take more participants now; try again in a moment.",
                            SignallingCount.REFUSED_OVERLOAD),
                    request,
                    response,
                    callback);
        } catch (NotAdmittedException e) {
            return refuse(
                    new ProblemException(
                            e.code() == ErrorCode.OVERLOADED ? 503 : 403,
                            e.code().text(),
                            e.text(),
                            SignallingCount.REFUSED_BY_ROOM),
                    request,
                    response,
                    callback);
        } catch (ProblemException e) {
            return refuse(e, request, response, callback);
        }
    }

    private boolean refuse(
            ProblemException e, Request request, Response response, Callback callback) {
        RequestBody.skip(request, response);
        SignallingCount count = e.count();
        if (count != null) {
            counters.increment(count);
        }
        e.problem().write(response, callback);
        return true;
    }

    private boolean route(Request request, Response response, Callback callback)
            throws ProblemException, IOException {
        String path = request.getHttpURI().getCanonicalPath();
        List<String> parts = List.of(path.substring(1).split("/", -1));
        String sessionBase = sessionBase(path, parts);
        if (sessionBase != null) {
            endpoint(request, response, callback, parts, sessionBase);
            return true;
        }
        if (parts.size() > 2) {
            session(request, response, callback, path);
            return true;
        }
        return false;
    }

    private void endpoint(
            Request request,
            Response response,
            Callback callback,
            List<String> parts,
            String sessionBase)
            throws ProblemException, IOException {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> empty(endpointType(), response, callback);
            case "OPTIONS" -> options(request, true, response, callback);
            case "POST" -> post(request, response, callback, parts, sessionBase);
            default -> throw notAllowed(response, ENDPOINT_METHODS);
        }
    }

    private void session(Request request, Response response, Callback callback, String path)
            throws ProblemException, IOException {
        if (!request.getMethod().equals("OPTIONS")) {
            access.policy().requireRequest(request, response);
        }
        switch (request.getMethod()) {
            case "OPTIONS" -> options(request, false, response, callback);
            case "GET", "HEAD" -> {
                required(path);
                empty(null, response, callback);
            }
            case "PATCH" -> patch.serve(required(path), request, response, callback);
            case "DELETE" -> {
                rooms.leave(participant(required(path)), ByeReason.LEFT, "Goodbye.");
                response.setStatus(200);
                callback.succeeded();
            }
            default -> throw notAllowed(response, SESSION_METHODS);
        }
    }

    private static void empty(@Nullable String type, Response response, Callback callback) {
        if (type == null) {
            response.setStatus(204);
        } else {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        }
        callback.succeeded();
    }

    private static ProblemException notAllowed(Response response, String allow) {
        response.getHeaders().put(HttpHeader.ALLOW, allow);
        return new ProblemException(
                405, "method-not-allowed", "This resource takes " + allow + ".", null);
    }

    private void options(Request request, boolean endpoint, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        String methods = endpoint ? ENDPOINT_METHODS : SESSION_METHODS;
        headers.put(HttpHeader.ALLOW, methods);
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.put(
                HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Authorization, If-Match");
        headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "86400");
        if (endpoint) {
            headers.put("Accept-Post", SdpBody.SDP);
            // A preflight is answered without making credentials (RFC 9725 section 4.6).
            if (!request.getHeaders().contains("Access-Control-Request-Method")) {
                addIceServers(headers);
            }
        } else {
            headers.put("Accept-Patch", SdpBody.FRAGMENT);
        }
        response.setStatus(200);
        callback.succeeded();
    }

    private void addIceServers(HttpFields.Mutable headers) {
        iceServers.links().forEach(link -> headers.add("Link", link));
    }

    private void post(
            Request request,
            Response response,
            Callback callback,
            List<String> parts,
            String sessionBase)
            throws ProblemException, IOException {
        access.policy().requireJoin(request, response);
        if (!SdpBody.type(request).equals(SdpBody.SDP)) {
            throw SdpBody.unsupportedType("not-sdp", SdpBody.SDP);
        }
        List<String> decoded = parts.stream().map(SdpHandler::decode).toList();
        String room = checkedName("room", decoded.get(1));
        String name = name(request);
        String called = name == null ? defaultName() : name;
        Newcomer newcomer =
                Newcomer.byHttp(
                        called,
                        enter(request, response, room, called),
                        access.policy().address(request));
        OneWayOffer offer = OneWayOffer.read(SdpBody.read(request), direction);
        check(offer);
        SdpSession session = sessions.create(sessionBase);
        Participant who;
        try {
            who = join(decoded, newcomer, session);
        } catch (NotAdmittedException e) {
            sessions.remove(session);
            rooms.tellObservers(each -> each.onRefused(room, called, e.code(), e.text()));
            throw e;
        } catch (ProblemException | RuntimeException e) {
            sessions.remove(session);
            throw e;
        }
        session.setParticipant(who);
        try {
            if (offer.flows()) {
                answer(offer, who, session, response, callback);
                return;
            }
            throw new OfferException("No audio or video section of the offer receives anything.");
        } catch (OfferException e) {
            rooms.tellObservers(each -> each.onOfferRefused(who, e.text()));
            if (!counterOffer(who, session, request, response, callback)) {
                rooms.leave(who, ByeReason.PROTOCOL_ERROR, e.text());
                throw new ProblemException(400, "bad-sdp", e.text(), SignallingCount.REFUSED_SDP);
            }
        } catch (ProblemException | RuntimeException e) {
            rooms.leave(who, ByeReason.PROTOCOL_ERROR, "The offer was refused.");
            throw e;
        }
    }

    private Grants enter(Request request, Response response, String room, String name)
            throws ProblemException {
        try {
            return access.enter(request, response, room);
        } catch (ProblemException e) {
            for (ErrorCode code : ErrorCode.values()) {
                if (code.text().equals(e.problem().error())) {
                    rooms.tellObservers(
                            each -> each.onRefused(room, name, code, e.problem().detail()));
                }
            }
            throw e;
        }
    }

    private void answer(
            OneWayOffer offer,
            Participant who,
            SdpSession session,
            Response response,
            Callback callback)
            throws OfferException, ProblemException {
        Negotiated negotiated;
        try {
            negotiated = who.room().offer(who, 1, offer.oneWayText(), List.of());
        } catch (BadMessageException e) {
            throw new ProblemException(
                    409, e.code().text(), e.text(), SignallingCount.REFUSED_OUT_OF_ORDER);
        }
        session.setRemote(negotiated.remote());
        who.room().assignAfterAnswer(who);
        counters.increment(SignallingCount.JOINS);
        counters.increment(SignallingCount.OFFERS_ANSWERED);
        describe(201, SdpBody.SDP, negotiated.answer(), session, response, callback);
    }

    /**
     * Sends a description of ours.
     *
     * @param own as the negotiation made it
     */
    void describe(
            int status,
            String contentType,
            String own,
            SdpSession session,
            Response response,
            Callback callback) {
        String description = OwnDescription.oneStream(own);
        session.setDescription(description);
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, contentType);
        headers.put(HttpHeader.LOCATION, session.path());
        headers.put(HttpHeader.ETAG, session.entityTag());
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        addIceServers(headers);
        Content.Sink.write(response, true, description, callback);
    }

    private SdpSession required(String path) throws ProblemException {
        SdpSession session = sessions.find(path);
        if (session == null || session.participant() == null) {
            throw noSuchSession();
        }
        return session;
    }

    /** The participant of a session that has one. */
    static Participant participant(SdpSession session) throws ProblemException {
        Participant who = session.participant();
        if (who == null) {
            throw noSuchSession();
        }
        return who;
    }

    private static ProblemException noSuchSession() {
        return new ProblemException(
                404,
                "no-such-session",
                "There is no such session; it may have ended.",
                SignallingCount.REFUSED_NOT_FOUND);
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

    /** A part of a path. */
    static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
