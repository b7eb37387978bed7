package io.plenum.bridge.loop;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.api.LogContext;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the loops to the listener on a thread of its own, so that no loop ever waits
 * for what a listener does.
 */
final class EventQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int CAPACITY = 65_536;

    private final BlockingQueue<BridgeEvent> events = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private final BridgeListener listener;
    private final Thread thread;
    private volatile boolean closed;

    EventQueue(BridgeListener listener) {
        this.listener = listener;
        thread = Thread.ofPlatform().daemon().name("plenum-events").start(this::run);
    }

    /** Any thread; never waits. An event that finds the queue full is lost, counted and logged. */
    void raise(BridgeEvent event) {
        if (!events.offer(event) && lost.incrementAndGet() == 1) {
            LOG.error(
                    "the listener does not keep up: {} events are waiting, further ones are lost",
                    CAPACITY);
        }
    }

    private void run() {
        try {
            while (!closed || !events.isEmpty()) {
                BridgeEvent event = events.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    deliver(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(BridgeEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            try (LogContext _ = LogContext.of(null, event.peer())) {
                LOG.error("the listener failed on {}", event.getClass().getSimpleName(), e);
            }
        }
    }

    /** Delivers what is waiting, then ends the thread; waits at most a second. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(Duration.ofSeconds(1))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
