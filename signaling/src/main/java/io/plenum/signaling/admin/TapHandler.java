package io.plenum.signaling.admin;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.signaling.http.Problem;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.Journals;
import io.plenum.signaling.logging.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /admin/api/participant/tap?id=&seconds=&bytes=&payload=}: what one participant sends
 * and is sent from now on, decrypted, as a pcap file that is written while it is read. One at a
 * time; each is in the log and in the participant's events. Runs on a virtual thread.
 */
public final class TapHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(TapHandler.class);

    private final Bridge bridge;
    private final Journals journals;
    private final Redaction redaction;
    private final boolean payloadAllowed;
    private final InstantSource clock;
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * Of this bridge's peers.
     *
     * @param payloadAllowed whether all of the payload may be captured
     */
    public TapHandler(
            Bridge bridge,
            Journals journals,
            Redaction redaction,
            boolean payloadAllowed,
            InstantSource clock) {
        this.bridge = bridge;
        this.journals = journals;
        this.redaction = redaction;
        this.payloadAllowed = payloadAllowed;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws InterruptedException {
        if (!request.getMethod().equals("POST")) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            new Problem(405, "method-not-allowed", "This resource takes POST.")
                    .write(response, callback);
            return true;
        }
        TapRequest wish;
        try {
            wish = TapRequest.of(Request.extractQueryParameters(request));
        } catch (IllegalArgumentException e) {
            new Problem(400, "bad-tap", Objects.requireNonNull(e.getMessage()))
                    .write(response, callback);
            return true;
        }
        if (wish.payload() && !payloadAllowed) {
            new Problem(
                            403,
                            "payload-not-allowed",
                            "What is said and shown is not captured unless admin.tap-payload is true;"
                                    + " leave out payload=true for the headers.")
                    .write(response, callback);
        } else if (busy.compareAndSet(false, true)) {
            try {
                tap(wish, request, response, callback);
            } finally {
                busy.set(false);
            }
        } else {
            new Problem(409, "tap-busy", "Somebody captures now; there is one capture at a time.")
                    .write(response, callback);
        }
        return true;
    }

    private void tap(TapRequest wish, Request request, Response response, Callback callback)
            throws InterruptedException {
        Journal journal = journals.find(wish.participant());
        try (PacketCapture capture = journal == null ? null : begin(journal, wish)) {
            if (journal == null || capture == null) {
                new Problem(404, "not-found", "There is no such participant, or not any more.")
                        .write(response, callback);
                return;
            }
            tell(journal, wish);
            // A silent participant is no reason to hang up; a reader who does not read is one.
            request.addIdleTimeoutListener(timeout -> false);
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/vnd.tcpdump.pcap");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders()
                    .put(
                            "Content-Disposition",
                            "attachment; filename=\"plenum-%s.pcap\""
                                    .formatted(journal.participant()));
            new Tap(wish, capture, redaction, () -> !getServer().isRunning(), epochNanos())
                    .writeTo(piece -> write(response, piece));
            callback.succeeded();
        } catch (BridgeOverloadedException e) {
            new Problem(503, "overloaded", "The participant's media loop has no time now.")
                    .write(response, callback);
        } catch (IOException e) {
            callback.failed(e); // whoever read has gone
        }
    }

    private @Nullable PacketCapture begin(Journal journal, TapRequest wish) {
        try {
            return bridge.capture(journal.participant(), wish.payloadBytes());
        } catch (IllegalArgumentException e) {
            return null; // its journal outlives it
        }
    }

    /** Nobody is listened to unnoticed. */
    private void tell(Journal journal, TapRequest wish) {
        String what =
                "%s for %d s, %d bytes at most"
                        .formatted(
                                wish.payload() ? "all of its media" : "headers of its media",
                                wish.seconds(),
                                wish.bytes());
        journals.onTapped(journal.participant(), what);
        try (LogContext _ = LogContext.of(journal.room(), journal.participant())) {
            LOG.warn("an operator captures {}", what);
        }
    }

    private long epochNanos() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    private static void write(Response response, byte[] piece) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(false, ByteBuffer.wrap(piece), written);
            written.block();
        }
    }
}
