package io.plenum.signaling.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose TLS handshake does not come to its end. Nothing else would: whoever sends
 * a byte of it now and then is never idle, and there is no request yet that could be late.
 */
final class SlowHandshakes implements Connection.Listener {
    private final Scheduler scheduler;
    private final long patienceMillis;
    private final Runnable broken;

    /**
     * @param patience from the opening of the connection to the end of the handshake
     * @param broken told of handshakes that end before their end
     */
    SlowHandshakes(Scheduler scheduler, Duration patience, Runnable broken) {
        this.scheduler = scheduler;
        patienceMillis = patience.toMillis();
        this.broken = broken;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection tls)) {
            return;
        }
        Scheduler.Task end =
                scheduler.schedule(tls.getEndPoint()::close, patienceMillis, TimeUnit.MILLISECONDS);
        Handshake handshake = new Handshake(end);
        tls.addHandshakeListener(handshake);
        tls.addEventListener(handshake);
    }

    /**
     * One of them. Who does not trust the certificate says so, or just closes the connection, which
     * is no failure to the TLS engine.
     */
    private final class Handshake implements SslHandshakeListener, Connection.Listener {
        private final Scheduler.Task end;
        private final AtomicBoolean over = new AtomicBoolean();

        Handshake(Scheduler.Task end) {
            this.end = end;
        }

        @Override
        public void handshakeSucceeded(Event event) {
            over.set(true);
            end.cancel();
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            onBroken();
        }

        @Override
        public void onClosed(Connection connection) {
            onBroken();
        }

        private void onBroken() {
            if (over.compareAndSet(false, true)) {
                end.cancel(); // it ends already
                broken.run();
            }
        }
    }
}
