package io.plenum.signaling.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use this server (the Fetch standard's CORS protocol, and the
 * Origin of WebSockets, which browsers do not check). There are no cookies, so that "everyone" lets
 * a page do no more than its visitor could do elsewhere.
 */
final class CrossOrigin {
    private static final String ANY = "*";

    private final Set<String> allowed = new HashSet<>();

    /**
     * @param origins such as "https://example.org", or "*"
     */
    CrossOrigin(List<String> origins) {
        origins.forEach(origin -> allowed.add(origin.toLowerCase(Locale.ROOT)));
    }

    /** Tells the browser whether the page may read the answer. */
    void allow(Request request, Response response, String exposedHeaders) {
        HttpFields.Mutable headers = response.getHeaders();
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (allowed.contains(ANY)) {
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        } else {
            headers.add(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
            if (origin == null || !allowed.contains(origin.toLowerCase(Locale.ROOT))) {
                return;
            }
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        headers.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
    }

    /** Whether the request comes from no page, a page of ours, or one that is allowed. */
    boolean permits(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin == null
                || allowed.contains(ANY)
                || allowed.contains(origin.toLowerCase(Locale.ROOT))
                || isOurs(origin, request);
    }

    /** Whether the request comes from no page or a page of ours, whatever is allowed. */
    static boolean isOurs(@Nullable String origin, Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        String authority = host != null ? host : request.getHttpURI().getAuthority();
        return origin == null
                || (authority != null
                        && (origin.equalsIgnoreCase("http://" + authority)
                                || origin.equalsIgnoreCase("https://" + authority)));
    }
}
