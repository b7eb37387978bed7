package io.plenum.signaling.http;

import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: it takes participants. {@code
 * /health/startup}: it has started. 200 or 503, with the reason.
 */
final class HealthHandler extends Handler.Abstract.NonBlocking {
    private final Supplier<ServerState> state;

    HealthHandler(Supplier<ServerState> state) {
        this.state = state;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ServerState now = state.get();
        boolean healthy;
        switch (request.getHttpURI().getCanonicalPath()) {
            case "/health/live" -> healthy = true;
            case "/health/ready" -> healthy = now == ServerState.SERVING;
            case "/health/startup" -> healthy = now != ServerState.STARTING;
            default -> {
                return false;
            }
        }
        JsonAnswer.write(
                healthy ? 200 : 503,
                Map.of("status", healthy ? "ok" : "unavailable", "reason", now.text()),
                response,
                callback);
        return true;
    }
}
