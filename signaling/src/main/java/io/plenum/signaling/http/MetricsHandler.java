package io.plenum.signaling.http;

import io.plenum.signaling.metrics.Metrics;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: what Prometheus scrapes. */
final class MetricsHandler extends Handler.Abstract {
    private final Supplier<Metrics> make;
    private @Nullable Metrics made;

    /**
     * @param make called at the first request: a server that nobody scrapes need not hold them
     */
    MetricsHandler(Supplier<Metrics> make) {
        this.make = make;
    }

    private synchronized Metrics metrics() {
        Metrics known = made == null ? make.get() : made;
        made = known;
        return known;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            new Problem(405, "method-not-allowed", "This resource takes GET, HEAD.")
                    .write(response, callback);
            return true;
        }
        String type = Metrics.contentType(request.getHeaders().get(HttpHeader.ACCEPT));
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, metrics().scrape(type), callback);
        return true;
    }
}
