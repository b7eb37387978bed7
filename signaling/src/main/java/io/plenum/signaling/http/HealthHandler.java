package io.plenum.signaling.http;

import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /health/live}: the process answers, and all of its media loops turn. {@code
 * /health/ready}: it takes participants. {@code /health/startup}: it has started. 200 or 503, with
 * the reason.
 */
final class HealthHandler extends Handler.Abstract.NonBlocking {
    private final Supplier<ServerState> state;
    private final Supplier<String> illness;

    /**
     * @param illness what only a restart helps against; empty if nothing is wrong
     */
    HealthHandler(Supplier<ServerState> state, Supplier<String> illness) {
        this.state = state;
        this.illness = illness;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ServerState now = state.get();
        String reason = now.text();
        boolean healthy;
        switch (request.getHttpURI().getCanonicalPath()) {
            case "/health/live" -> {
                String ill = illness.get();
                healthy = ill.isEmpty();
                reason = healthy ? reason : ill;
            }
            case "/health/ready" -> healthy = now == ServerState.SERVING;
            case "/health/startup" -> healthy = now != ServerState.STARTING;
            default -> {
                return false;
            }
        }
        JsonAnswer.write(
                healthy ? 200 : 503,
                Map.of("status", healthy ? "ok" : "unavailable", "reason", reason),
                response,
                callback);
        return true;
    }
}
