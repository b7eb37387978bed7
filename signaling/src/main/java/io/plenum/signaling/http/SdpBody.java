package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Bodies of WHIP and WHEP requests. */
final class SdpBody {
    /** Descriptions (RFC 8866). */
    static final String SDP = "application/sdp";

    /** Fragments (RFC 8840 section 9). */
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    private SdpBody() {}

    /** The media type of a request's body in lower case, without parameters; empty if not given. */
    static String type(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    /** The refusal of a body of another type. */
    static ProblemException unsupportedType(String error, String wanted) {
        return new ProblemException(
                415,
                error,
                "The body must have Content-Type: " + wanted + ".",
                SignallingCount.REFUSED_CONTENT_TYPE);
    }

    /** Reads a description or fragment. */
    static String read(Request request) throws ProblemException, IOException {
        return RequestBody.text(request, SdpHandler.MAX_OFFER_BYTES);
    }
}
