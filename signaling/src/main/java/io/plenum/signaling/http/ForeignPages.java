package io.plenum.signaling.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets pages of other origins read what is only read, and answers their preflights: a request with
 * a token has one (the Fetch standard's CORS protocol).
 */
final class ForeignPages extends Handler.Wrapper {
    private final CrossOrigin origins;

    ForeignPages(CrossOrigin origins, Handler wrapped) {
        super(wrapped);
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        origins.allow(request, response, "Retry-After");
        if (!request.getMethod().equals("OPTIONS")) {
            return super.handle(request, response, callback);
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ALLOW, "GET, OPTIONS");
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, "GET");
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization");
        headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "86400");
        response.setStatus(204);
        callback.succeeded();
        return true;
    }
}
