package io.plenum.signaling.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose request does not come to its end: a client that sends a byte now and then
 * is never idle, and would hold its connection for ever. Requests that are being answered take as
 * long as they take.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {
    private static final long LOOK_MILLIS = 500;

    private final Map<Connection, Progress> open = new ConcurrentHashMap<>();
    private final Scheduler scheduler;
    private final long patienceNanos;

    private static final class Progress {
        private long messages;

        /** When nothing of a request had come; known once what came before was answered. */
        private long bytes;

        private boolean settled = true;
        private boolean begun;
        private long sinceNanos;
    }

    /**
     * @param patience from the first byte that is seen of a request to its last
     */
    SlowRequests(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    protected void doStart() {
        scheduleNext();
    }

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, new Progress());
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    private void scheduleNext() {
        scheduler.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        long now = System.nanoTime();
        open.forEach((connection, progress) -> look(connection, progress, now));
        scheduleNext();
    }

    private void look(Connection connection, Progress progress, long nowNanos) {
        long messages = connection.getMessagesIn();
        boolean answering = messages != connection.getMessagesOut();
        if (answering || messages != progress.messages) {
            progress.messages = messages;
            progress.settled = false;
            progress.begun = false;
        } else if (!progress.settled) {
            progress.settled = true;
            progress.bytes = connection.getBytesIn();
        } else if (!progress.begun && connection.getBytesIn() != progress.bytes) {
            progress.begun = true;
            progress.sinceNanos = nowNanos;
        } else if (progress.begun && nowNanos - progress.sinceNanos > patienceNanos) {
            connection.getEndPoint().close();
        }
    }
}
