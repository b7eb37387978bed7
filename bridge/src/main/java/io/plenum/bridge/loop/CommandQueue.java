package io.plenum.bridge.loop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries commands from any thread to a loop. Bounded; neither side ever waits. */
final class CommandQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);
    private static final int CAPACITY = 16_384;

    private final BlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(CAPACITY);

    /** Any thread; false if the queue is full. */
    boolean offer(Runnable command) {
        return commands.offer(command);
    }

    /**
     * Carries out at most {@code limit} commands; returns how many. One that fails ends only
     * itself.
     */
    int drain(int limit) {
        int done = 0;
        while (done < limit) {
            Runnable command = commands.poll();
            if (command == null) {
                return done;
            }
            done++;
            try {
                command.run();
            } catch (RuntimeException e) {
                LOG.error("a command failed", e);
            }
        }
        return done;
    }
}
