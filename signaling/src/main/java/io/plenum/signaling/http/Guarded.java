package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is served to those only who pass a check. */
final class Guarded extends Handler.Wrapper {
    private final Check check;
    private final SignallingCounters counters;

    /** Whether a request may be served. */
    @FunctionalInterface
    interface Check {
        /** Refuses those that may not. */
        void require(Request request, Response response) throws ProblemException;
    }

    Guarded(Check check, SignallingCounters counters, Handler wrapped) {
        super(wrapped);
        this.check = check;
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            check.require(request, response);
        } catch (ProblemException e) {
            SignallingCount count = e.count();
            if (count != null) {
                counters.increment(count);
            }
            e.problem().write(response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
