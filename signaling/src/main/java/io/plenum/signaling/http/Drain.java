package io.plenum.signaling.http;

import io.plenum.signaling.rooms.Rooms;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emptying the server before it is stopped: no room begins any more, those that there are go on
 * until the deadline, when everybody is told to come again elsewhere. Can be undone at any time.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Rooms rooms;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Instant deadline;
    private Scheduler.@Nullable Task due;

    /** Not draining. */
    public Drain(Rooms rooms, InstantSource clock) {
        this.rooms = rooms;
        this.clock = clock;
    }

    /** Whether it is under way or done. */
    public boolean isDraining() {
        return deadline != null;
    }

    /** When everybody is told to go; null if it is not draining. */
    @Nullable Instant deadline() {
        return deadline;
    }

    /** Begins, or moves the deadline. */
    void begin(Duration patience, Scheduler scheduler) {
        lock.lock();
        try {
            cancel();
            rooms.setDraining(true);
            deadline = clock.instant().plus(patience);
            due = scheduler.schedule(this::end, patience.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("draining: no room begins, and those that there are end by {}", deadline);
        } finally {
            lock.unlock();
        }
    }

    /** Takes participants again. */
    void undo() {
        lock.lock();
        try {
            cancel();
            if (deadline != null) {
                LOG.info("draining was undone");
            }
            deadline = null;
            rooms.setDraining(false);
        } finally {
            lock.unlock();
        }
    }

    private void cancel() {
        if (due != null) {
            due.cancel();
            due = null;
        }
    }

    private void end() {
        if (isDraining()) {
            rooms.endAll("The server is being emptied.");
        }
    }
}
