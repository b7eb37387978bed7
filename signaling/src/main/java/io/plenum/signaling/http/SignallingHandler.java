package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.ws.SignallingSockets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/ws}: upgrades to a signalling WebSocket, or says why not. */
final class SignallingHandler extends Handler.Abstract {
    private final ServerWebSocketContainer container;
    private final SignallingSockets sockets;
    private final HttpPolicy policy;
    private final SignallingCounters counters;

    SignallingHandler(
            ServerWebSocketContainer container,
            SignallingSockets sockets,
            HttpPolicy policy,
            SignallingCounters counters) {
        this.container = container;
        this.sockets = sockets;
        this.policy = policy;
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (container.upgrade(this::accept, request, response, callback)) {
            return true;
        }
        response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
        new Problem(426, "upgrade-required", "This address speaks WebSocket only.")
                .write(response, callback);
        return true;
    }

    private @Nullable Object accept(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        if (!request.hasSubProtocol(SignallingSockets.SUBPROTOCOL)) {
            new Problem(
                            400,
                            "unsupported-protocol",
                            "The WebSocket must ask for the subprotocol "
                                    + SignallingSockets.SUBPROTOCOL
                                    + ".")
                    .write(response, callback);
            return null;
        }
        try {
            policy.requireOrigin(request);
            policy.requireFewBadTokens(request, response);
            policy.requireJoin(request, response);
        } catch (ProblemException e) {
            SignallingCount count = e.count();
            if (count != null) {
                counters.increment(count);
            }
            e.problem().write(response, callback);
            return null;
        }
        String key = policy.key(request); // the request is recycled once it is answered
        response.setAcceptedSubProtocol(SignallingSockets.SUBPROTOCOL);
        return sockets.newListener(
                new SignallingSockets.Caller(
                        policy.address(request), () -> policy.onBadToken(key)));
    }
}
