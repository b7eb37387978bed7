package io.plenum.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON, once or again and again: {@code …/stats} answers with it, {@code
 * …/stats/stream} with an event stream that holds a new one each second (Server-Sent Events, event
 * {@code stats}). Runs on a virtual thread, which waits between two events, and for a client that
 * reads slowly: the next report is made when the last has left, so nothing piles up. A client that
 * does not read at all has its connection ended by the listener's idle timeout.
 */
final class ReportHandler extends Handler.Abstract {
    private static final String STREAM = "/stream";
    private static final int NAP_MILLIS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Semaphore streams;
    private final Function<Request, @Nullable Map<String, Object>> report;
    private final Predicate<Request> stillHolds;
    private final Pace pace;

    /**
     * How much it tells.
     *
     * @param streams at once
     * @param intervalMillis between two events
     */
    record Pace(int streams, int intervalMillis) {
        static final Pace STANDARD = new Pace(32, 1_000);
    }

    /**
     * @param report asked for each time; null if what it is about does not exist (any more)
     * @param stillHolds whether the client may be told more, asked before each event but the first
     */
    ReportHandler(
            Function<Request, @Nullable Map<String, Object>> report,
            Predicate<Request> stillHolds,
            Pace pace) {
        this.report = report;
        this.stillHolds = stillHolds;
        this.pace = pace;
        streams = new Semaphore(pace.streams());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        if (!request.getMethod().equals("GET")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            new Problem(405, "method-not-allowed", "This resource takes GET.")
                    .write(response, callback);
            return true;
        }
        Map<String, Object> first = report.apply(request);
        if (first == null) {
            new Problem(404, "no-such-room", "There is no such room now.")
                    .write(response, callback);
        } else if (!request.getHttpURI().getCanonicalPath().endsWith(STREAM)) {
            JsonAnswer.write(200, first, response, callback);
        } else if (streams.tryAcquire()) {
            try {
                stream(request, response, first);
                callback.succeeded();
            } catch (IOException e) {
                callback.failed(e); // whoever listened has gone
            } finally {
                streams.release();
            }
        } else {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "60");
            new Problem(503, "overloaded", "There are " + pace.streams() + " such streams already.")
                    .write(response, callback);
        }
        return true;
    }

    private void stream(Request request, Response response, Map<String, Object> first)
            throws IOException, InterruptedException {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Map<String, Object> next = first;
        while (next != null) {
            write(response, "event: stats\ndata: " + json(next) + "\n\n");
            next = slept() && stillHolds.test(request) ? report.apply(request) : null;
        }
    }

    /** False as soon as the server begins to stop, which waits for its requests. */
    private boolean slept() throws InterruptedException {
        for (int left = pace.intervalMillis(); left > 0; left -= NAP_MILLIS) {
            if (!getServer().isRunning()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(left, NAP_MILLIS));
        }
        return getServer().isRunning();
    }

    private static void write(Response response, String text) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            Content.Sink.write(response, false, text, written);
            written.block();
        }
    }

    private static String json(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps of strings and numbers are always JSON", e);
        }
    }
}
