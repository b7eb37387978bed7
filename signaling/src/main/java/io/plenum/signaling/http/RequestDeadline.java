package io.plenum.signaling.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Notes with each request by when it must be whole, for whoever reads its body. */
final class RequestDeadline extends Handler.Wrapper {
    private static final String ATTRIBUTE = RequestDeadline.class.getName();

    private final long patienceNanos;

    /**
     * @param patience from the end of the header to the end of the body
     */
    RequestDeadline(Duration patience, Handler wrapped) {
        super(wrapped);
        patienceNanos = patience.toNanos();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(ATTRIBUTE, System.nanoTime() + patienceNanos);
        return super.handle(request, response, callback);
    }

    /** What is left, in nanoseconds; 0 or less if nothing is. */
    static long leftNanos(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof Long deadline
                ? deadline - System.nanoTime()
                : TimeUnit.DAYS.toNanos(1);
    }
}
