package io.plenum.signaling.rooms;

import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The time of a running server: one thread waits, and each task runs on a virtual thread of its
 * own.
 */
final class ServerTimers implements RoomTimers, AutoCloseable {
    private final InstantSource clock = InstantSource.system();
    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor waiting =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("plenum-rooms").factory());

    ServerTimers() {
        waiting.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long epochMillis() {
        return clock.millis();
    }

    @Override
    public Runnable after(long millis, Runnable task) {
        try {
            Future<?> due =
                    waiting.schedule(() -> tasks.execute(task), millis, TimeUnit.MILLISECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // the server stops: nothing is due any more
        }
    }

    /** What is not due yet never will be. */
    @Override
    public void close() {
        waiting.shutdownNow();
        tasks.shutdown();
    }
}
