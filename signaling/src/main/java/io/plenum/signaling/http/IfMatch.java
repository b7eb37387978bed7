package io.plenum.signaling.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The If-Match header field of a request (RFC 9110 section 13.1.1).
 *
 * @param isPresent whether the request has one
 * @param any whether it is "*", which every state matches
 * @param tags the strong entity tags in it, with their quotes; weak ones match nothing
 */
record IfMatch(boolean isPresent, boolean any, List<String> tags) {
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7E]*\")");

    /** Copies the list. */
    IfMatch {
        tags = List.copyOf(tags);
    }

    /** Reads the header. RFC 9725 writes "*" with quotes in its example, so both forms count. */
    static IfMatch of(Request request) {
        List<String> values = request.getHeaders().getValuesList(HttpHeader.IF_MATCH);
        boolean any = false;
        List<String> tags = new ArrayList<>();
        for (String value : values) {
            String trimmed = value.trim();
            any |= trimmed.equals("*") || trimmed.equals("\"*\"");
            Matcher matcher = TAG.matcher(trimmed);
            while (matcher.find()) {
                if (matcher.group(1) == null) {
                    tags.add(matcher.group(2));
                }
            }
        }
        return new IfMatch(!values.isEmpty(), any, tags);
    }

    /** Whether a resource with this entity tag may be changed. */
    boolean matches(String current) {
        return any || tags.contains(current);
    }
}
