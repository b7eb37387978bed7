package io.plenum.bridge.loop;

import io.plenum.bridge.net.DatagramPort;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs a duty cycle on a platform thread of its own: at once again after work, otherwise it waits
 * for a datagram, a command or the next deadline.
 */
final class LoopRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopRunner.class);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DutyCycle cycle;
    private static final long FAILURE_PAUSE_NANOS = 1_000_000L;

    private final DatagramPort port;
    private final Thread thread;
    private volatile boolean closing;
    private long lastLogNanos;
    private long failures;

    LoopRunner(String name, DutyCycle cycle, DatagramPort port) {
        this.cycle = cycle;
        this.port = port;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                runOnce();
            }
        } finally {
            cycle.onClose();
        }
    }

    private void runOnce() {
        long nowNanos = System.nanoTime();
        int done;
        try {
            done = cycle.doWork(nowNanos);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // Our bug, whoever sent the bytes; everyone else's call goes on.
            onFailure(e, nowNanos);
            return;
        }
        long endedNanos = System.nanoTime();
        if (done > 0) {
            cycle.onWorked(nowNanos, endedNanos);
        }
        if (done == 0 || !cycle.hasMore()) {
            long untilDeadline = cycle.nextDeadlineNanos() - endedNanos;
            port.await(Math.clamp(untilDeadline, 0, LONGEST_WAIT_NANOS));
        }
    }

    private void onFailure(Throwable e, long nowNanos) {
        failures++;
        cycle.onFailure();
        // One that fails every time must not take the whole processor.
        LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
        if (failures == 1 || nowNanos - lastLogNanos > LOG_INTERVAL_NANOS) {
            lastLogNanos = nowNanos;
            MDC.setContextMap(cycle.failedFor());
            LOG.error("a duty cycle failed ({} so far)", failures, e);
            MDC.clear();
        }
    }

    /** Ends the thread; waits at most two seconds. Idempotent. */
    @Override
    public void close() {
        boolean again = closing;
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            if (!again) {
                cycle.onClose();
            }
            return;
        }
        port.wakeup();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.error("{} does not end", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
