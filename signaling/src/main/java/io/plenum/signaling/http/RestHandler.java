package io.plenum.signaling.http;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.rooms.Rooms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /api/v1}: control for programs. What it takes and answers is written in {@code
 * openapi.yaml}, which is served as it stands.
 */
final class RestHandler extends Handler.Abstract {
    private static final String PREFIX = "/api/v1/";
    private static final String DESCRIPTION = "openapi.yaml";

    private final HttpAccess access;
    private final SignallingCounters counters;
    private final RoomsResource rooms;
    private final ParticipantsResource participants;

    RestHandler(Rooms rooms, HttpAccess access, SignallingCounters counters) {
        this.access = access;
        this.counters = counters;
        this.rooms = new RoomsResource(rooms, access);
        participants = new ParticipantsResource(rooms, access);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getCanonicalPath();
        if (!path.startsWith(PREFIX)) {
            return false;
        }
        access.policy().origins().allow(request, response, "ETag, Location, Link, Retry-After");
        List<String> parts =
                Arrays.stream(path.substring(PREFIX.length()).split("/", -1))
                        .map(SdpHandler::decode)
                        .toList();
        RestExchange exchange = new RestExchange(request, response, callback, parts);
        try {
            return request.getMethod().equals("OPTIONS")
                    ? preflight(response, callback)
                    : route(exchange);
        } catch (BridgeOverloadedException e) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, SdpHandler.RETRY_SECONDS);
            refuse(
                    new ProblemException(
                            503,
                            "overloaded",
                            "The server takes no more rooms now.",
                            SignallingCount.REFUSED_OVERLOAD),
                    request,
                    response,
                    callback);
        } catch (BadMessageException e) {
            refuse(problem(e), request, response, callback);
        } catch (ProblemException e) {
            refuse(e, request, response, callback);
        }
        return true;
    }

    private void refuse(ProblemException e, Request request, Response response, Callback callback) {
        RequestBody.skip(request, response);
        SignallingCount count = e.count();
        if (count != null) {
            counters.increment(count);
        }
        e.problem().write(response, callback);
    }

    private static ProblemException problem(BadMessageException e) {
        int status =
                switch (e.code()) {
                    case UNKNOWN_PARTICIPANT -> 404;
                    case BAD_MESSAGE, TOO_LARGE -> 400;
                    default -> 409;
                };
        return new ProblemException(
                status, e.code().text(), e.text(), SignallingCount.REFUSED_BAD_MESSAGE);
    }

    private static boolean preflight(Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PATCH, DELETE");
        headers.put(
                HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS,
                "Content-Type, Authorization, If-Match, If-None-Match");
        headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "86400");
        response.setStatus(204);
        callback.succeeded();
        return true;
    }

    private boolean route(RestExchange exchange)
            throws ProblemException, BadMessageException, IOException {
        List<String> parts = exchange.parts();
        if (parts.equals(List.of(DESCRIPTION))) {
            describe(exchange);
            return true;
        }
        if (!parts.getFirst().equals("rooms")) {
            return false;
        }
        switch (parts.size()) {
            case 1 -> rooms.all(exchange);
            case 2 -> rooms.one(exchange, parts.get(1));
            case 3 -> {
                String room = parts.get(1);
                switch (parts.get(2)) {
                    case "participants" -> participants.all(exchange, room);
                    case "messages" -> rooms.messages(exchange, room);
                    case "actions" -> rooms.actions(exchange, room);
                    default -> {
                        return false;
                    }
                }
            }
            case 4 -> {
                if (!parts.get(2).equals("participants")) {
                    return false;
                }
                participants.one(exchange, parts.get(1), parts.get(3));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void describe(RestExchange exchange) throws ProblemException, IOException {
        if (!exchange.method().equals("GET")) {
            throw exchange.notAllowed("GET");
        }
        try (InputStream file = RestHandler.class.getResourceAsStream(DESCRIPTION)) {
            if (file == null) {
                throw new IllegalStateException(DESCRIPTION + " is missing from the jar");
            }
            Response response = exchange.response();
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/yaml");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
            response.write(true, ByteBuffer.wrap(file.readAllBytes()), exchange.callback());
        }
    }
}
