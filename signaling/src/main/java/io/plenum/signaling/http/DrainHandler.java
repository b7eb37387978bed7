package io.plenum.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.rooms.Rooms;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /admin/drain}: POST begins, DELETE undoes, GET tells. */
final class DrainHandler extends Handler.Abstract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY_BYTES = 1024;
    private static final String DEADLINE = "deadlineSeconds";
    private static final int DEFAULT_SECONDS = 300;
    private static final int MAX_SECONDS = 7 * 24 * 3600;

    private final Drain drain;
    private final Rooms rooms;

    DrainHandler(Drain drain, Rooms rooms) {
        this.drain = drain;
        this.rooms = rooms;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            switch (request.getMethod()) {
                case "GET" -> {}
                case "POST" ->
                        drain.begin(
                                patience(RequestBody.text(request, MAX_BODY_BYTES)),
                                request.getComponents().getScheduler());
                case "DELETE" -> drain.undo();
                default -> {
                    response.getHeaders().put(HttpHeader.ALLOW, "GET, POST, DELETE");
                    throw new ProblemException(
                            405,
                            "method-not-allowed",
                            "This resource takes GET, POST, DELETE.",
                            null);
                }
            }
            JsonAnswer.write(200, state(), response, callback);
        } catch (ProblemException e) {
            e.problem().write(response, callback);
        }
        return true;
    }

    private Map<String, Object> state() {
        Instant deadline = drain.deadline();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("draining", deadline != null);
        state.put("deadline", deadline == null ? null : deadline.toString());
        state.put("rooms", rooms.size());
        state.put("participants", rooms.participants().size());
        return state;
    }

    private static Duration patience(String body) throws ProblemException, IOException {
        if (body.isBlank()) {
            return Duration.ofSeconds(DEFAULT_SECONDS);
        }
        try {
            JsonNode seconds = JSON.readTree(body).path(DEADLINE);
            if (seconds.canConvertToInt()
                    && seconds.isIntegralNumber()
                    && seconds.intValue() >= 0
                    && seconds.intValue() <= MAX_SECONDS) {
                return Duration.ofSeconds(seconds.intValue());
            }
        } catch (JsonProcessingException e) {
            // Reported below, like a body that holds something else.
        }
        throw new ProblemException(
                400,
                "bad-deadline",
                "The body must be {\"%s\": seconds}, with 0 to %d seconds, or empty."
                        .formatted(DEADLINE, MAX_SECONDS),
                null);
    }
}
