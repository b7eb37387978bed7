package io.plenum.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plenum.signaling.counts.SignallingCount;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request to REST and the way to answer it.
 *
 * @param parts of the path after /api/v1, decoded
 */
record RestExchange(Request request, Response response, Callback callback, List<String> parts) {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Copies the list. */
    RestExchange {
        parts = List.copyOf(parts);
    }

    String method() {
        return request.getMethod();
    }

    /** The body, which must be an object. */
    JsonNode body() throws ProblemException, IOException {
        String type = SdpBody.type(request);
        if (!type.equals("application/json") && !type.equals("application/merge-patch+json")) {
            throw new ProblemException(
                    415,
                    "not-json",
                    "The body must have Content-Type: application/json.",
                    SignallingCount.REFUSED_CONTENT_TYPE);
        }
        try {
            JsonNode body = JSON.readTree(RequestBody.text(request, MAX_BODY_BYTES));
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            // Reported below, without repeating what was sent.
        }
        throw bad("bad-json", "The body must be a JSON object.");
    }

    /** A refusal of what the body or the query says. */
    static ProblemException bad(String error, String detail) {
        return new ProblemException(400, error, detail, SignallingCount.REFUSED_BAD_MESSAGE);
    }

    /** The refusal of another method. */
    ProblemException notAllowed(String allow) {
        response.getHeaders().put(HttpHeader.ALLOW, allow);
        return new ProblemException(
                405, "method-not-allowed", "This resource takes " + allow + ".", null);
    }

    /** A value of the query, or null. */
    @Nullable String query(String name) {
        return Request.extractQueryParameters(request).getValue(name);
    }

    /** How many entries a page holds at most. */
    int limit() throws ProblemException {
        String limit = query("limit");
        if (limit == null) {
            return DEFAULT_PAGE;
        }
        try {
            int value = Integer.parseInt(limit);
            if (value >= 1 && value <= MAX_PAGE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number outside the range.
        }
        throw bad("bad-limit", "\"limit\" must be a whole number from 1 to " + MAX_PAGE + ".");
    }

    /**
     * Whether something is still what the client thinks (RFC 9110 section 13.1.1). Without If-Match
     * it is.
     */
    boolean matches(String entityTag) {
        IfMatch condition = IfMatch.of(request);
        return !condition.isPresent() || condition.matches(entityTag);
    }

    /** The refusal of a change of something that is not what the client thinks. */
    static ProblemException changedSince() {
        return new ProblemException(
                412,
                "precondition-failed",
                "It has changed since; fetch it again and look whether the change still holds.",
                null);
    }

    /** Answers with an object that has an entity tag, or says that the client has it. */
    void answer(Object body, String entityTag) {
        response.getHeaders().put(HttpHeader.ETAG, entityTag);
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (method().equals("GET") && known != null && known.contains(entityTag)) {
            empty(304);
        } else {
            answer(200, body);
        }
    }

    /** Answers with an object. */
    void answer(int status, Object body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        try {
            Content.Sink.write(response, true, JSON.writeValueAsString(body), callback);
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of strings and numbers are always JSON", e);
        }
    }

    /** Answers with nothing. */
    void empty(int status) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        callback.succeeded();
    }
}
