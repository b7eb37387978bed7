package io.plenum.signaling.http;

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

    SignallingHandler(ServerWebSocketContainer container, SignallingSockets sockets) {
        this.container = container;
        this.sockets = sockets;
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
        response.setAcceptedSubProtocol(SignallingSockets.SUBPROTOCOL);
        return sockets.newListener();
    }
}
