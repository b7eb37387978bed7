package io.plenum.signaling.http;

import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCount;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Who may send requests from where, and how many. */
final class HttpPolicy {
    /** Requests of a session are cheaper than joins; a client that trickles sends many. */
    private static final int REQUESTS_FOR_EACH_JOIN = 10;

    /** Nobody mistypes a token more often. */
    private static final int BAD_TOKENS_PER_MINUTE = 30;

    private final CrossOrigin origins;
    private final ClientAddress clients;
    private final AddressLimits joins;
    private final AddressLimits requests;
    private final AddressLimits badTokens;

    /**
     * @param nanoTime monotonic time
     */
    HttpPolicy(ServerConfig.Http config, LongSupplier nanoTime) {
        origins = new CrossOrigin(config.corsOrigins());
        clients = new ClientAddress(config.trustedProxies());
        joins = new AddressLimits(config.joinsPerMinute(), nanoTime);
        requests = new AddressLimits(config.joinsPerMinute() * REQUESTS_FOR_EACH_JOIN, nanoTime);
        badTokens = new AddressLimits(BAD_TOKENS_PER_MINUTE, nanoTime);
    }

    /** Whom a request comes from, as text. */
    String address(Request request) {
        return clients.of(request).getHostAddress();
    }

    CrossOrigin origins() {
        return origins;
    }

    /** Counts a join, and refuses it if the address has had too many. */
    void requireJoin(Request request, Response response) throws ProblemException {
        require(joins, request, response, 1);
    }

    /** Refuses whoever could not join now; counts nothing. */
    void requireJoinLeft(Request request, Response response) throws ProblemException {
        require(joins, request, response, 0);
    }

    /** Refuses WebSockets of pages that may not use this server. */
    void requireOrigin(Request request) throws ProblemException {
        if (!origins.permits(request)) {
            throw new ProblemException(
                    403,
                    "foreign-origin",
                    "Pages of this origin may not use this server (http.cors-origins).",
                    null);
        }
    }

    /** Counts another request, and refuses it likewise. */
    void requireRequest(Request request, Response response) throws ProblemException {
        require(requests, request, response, 1);
    }

    /** Refuses whoever has tried too many tokens that are not accepted. */
    void requireFewBadTokens(Request request, Response response) throws ProblemException {
        require(badTokens, request, response, 0);
    }

    /** What a request's address is counted by. */
    String key(Request request) {
        return clients.limitKey(request);
    }

    /** A token was not accepted from that address. */
    void onBadToken(String key) {
        var _ = badTokens.take(key);
    }

    private void require(AddressLimits limits, Request request, Response response, int events)
            throws ProblemException {
        // This machine: the load generator, tests, and proxies of whose clients we know nothing.
        if (clients.of(request).isLoopbackAddress()) {
            return;
        }
        String key = clients.limitKey(request);
        if (!(events == 0 ? limits.allows(key) : limits.take(key))) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, limits.retrySeconds());
            throw new ProblemException(
                    429,
                    "too-many-requests",
                    "There were too many requests from this address; try again in a moment.",
                    SignallingCount.REFUSED_RATE);
        }
    }
}
