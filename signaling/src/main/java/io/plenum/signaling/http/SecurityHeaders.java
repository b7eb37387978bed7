package io.plenum.signaling.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Headers that every answer carries. */
final class SecurityHeaders extends Handler.Wrapper {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                    + "media-src 'self' blob:; connect-src 'self' ws: wss:; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    SecurityHeaders(Handler wrapped) {
        super(wrapped);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        if (request.isSecure()) {
            headers.put(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
        headers.put(
                "Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
        return super.handle(request, response, callback);
    }
}
