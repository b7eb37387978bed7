package io.plenum.signaling.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The end of the chain: nothing here. Does not repeat the path. */
final class NotFoundHandler extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        new Problem(404, "not-found", "There is nothing at this address.")
                .write(response, callback);
        return true;
    }
}
