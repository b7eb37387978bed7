package io.plenum.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An error answer as a problem document (RFC 9457). {@code type} stays about:blank; {@code error}
 * is our stable identifier, as in the signalling protocol.
 *
 * @param status HTTP status code
 * @param error stable identifier for programs
 * @param detail for people: what was found and what would be right
 */
public record Problem(int status, String error, String detail) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Sends it as the answer. */
    public void write(Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, json(), callback);
    }

    private String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", HttpStatus.getMessage(status));
        document.put("status", status);
        document.put("error", error);
        document.put("detail", detail);
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError("strings and numbers are always JSON", e);
        }
    }
}
