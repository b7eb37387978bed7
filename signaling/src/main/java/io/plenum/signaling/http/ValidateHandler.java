package io.plenum.signaling.http;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.journal.Verdict;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Rooms;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/validate?room=…&name=…}: whether a join would be taken now, and if not, why.
 * Browsers do not tell a page why a WebSocket was refused; this does, and names what the server
 * knows to be wrong with itself. The token stands in {@code Authorization}, never in the address,
 * which proxies log.
 */
final class ValidateHandler extends Handler.Abstract {
    private final Rooms rooms;
    private final HttpAccess access;
    private final SignallingCounters counters;
    private final Supplier<@Nullable Verdict> trouble;

    /**
     * @param trouble what the server knows to be wrong with itself that concerns who joins
     */
    ValidateHandler(
            Rooms rooms,
            HttpAccess access,
            SignallingCounters counters,
            Supplier<@Nullable Verdict> trouble) {
        this.trouble = trouble;
        this.rooms = rooms;
        this.access = access;
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            if (!request.getMethod().equals("GET")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, OPTIONS");
                throw new ProblemException(
                        405, "method-not-allowed", "This resource takes GET.", null);
            }
            check(request, response);
            JsonAnswer.write(200, welcome(), response, callback);
        } catch (BridgeOverloadedException e) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, SdpHandler.RETRY_SECONDS);
            new Problem(503, "overloaded", "The server is starting or stopping.")
                    .write(response, callback);
        } catch (BadMessageException e) {
            new Problem(e.code() == ErrorCode.OVERLOADED ? 503 : 403, e.code().text(), e.text())
                    .write(response, callback);
        } catch (ProblemException e) {
            SignallingCount count = e.count();
            if (count != null) {
                counters.increment(count);
            }
            e.problem().write(response, callback);
        }
        return true;
    }

    /** Whoever was let in and could not connect may be told here why. */
    private Map<String, Object> welcome() {
        Verdict wrong = trouble.get();
        return wrong == null
                ? Map.of("ok", true)
                : Map.of(
                        "ok",
                        true,
                        "trouble",
                        Map.of("cause", wrong.cause(), "message", wrong.text()));
    }

    private void check(Request request, Response response)
            throws ProblemException, BadMessageException {
        HttpPolicy policy = access.policy();
        policy.requireRequest(request, response);
        policy.requireOrigin(request);
        policy.requireJoinLeft(request, response);
        Fields query = Request.extractQueryParameters(request);
        String room = SdpHandler.checkedName("room", text(query, "room"));
        String name = query.getValue("name");
        Grants grants = access.enter(request, response, room);
        rooms.requireWelcome(
                room,
                new Newcomer(
                        name == null ? "" : SdpHandler.checkedName("participant", name),
                        grants,
                        Map.of(),
                        policy.address(request),
                        true));
    }

    private static String text(Fields query, String name) {
        String value = query.getValue(name);
        return value == null ? "" : value;
    }
}
