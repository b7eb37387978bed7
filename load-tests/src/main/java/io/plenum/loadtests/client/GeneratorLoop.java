package io.plenum.loadtests.client;

import io.plenum.loadtests.sockets.ConnectedSocket;
import io.plenum.loadtests.sockets.DatagramReader;
import io.plenum.loadtests.sockets.SocketSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread of the generator: sockets, timers and everything the participants do. What other
 * threads want done they hand over by {@link #execute}.
 */
public final class GeneratorLoop implements AutoCloseable {
    private static final long GATHER_NANOS = 1_000_000L;

    private final SocketSet sockets;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<ConnectedSocket> prompt = new ArrayList<>();
    private long timerCount;
    private long lastTurnNanos = System.nanoTime();

    private record Timer(long atNanos, long number, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            long later = atNanos - other.atNanos;
            return later != 0 ? Long.signum(later) : Long.compare(number, other.number);
        }
    }

    /**
     * Has no sockets yet.
     *
     * @param keepsRuns see {@link SocketSet#open}
     */
    public GeneratorLoop(boolean keepsRuns) throws IOException {
        sockets = SocketSet.open(keepsRuns);
    }

    /** Monotonic time in nanoseconds: what timers and latencies are measured by. */
    @SuppressWarnings("MethodMayBeStatic") // the loop's clock
    public long now() {
        return System.nanoTime();
    }

    /** Has something done on the loop's thread, soon. Any thread. */
    public void execute(Runnable command) {
        commands.add(command);
        sockets.wakeup();
    }

    /** Has something done at a time. The loop's thread. */
    public void schedule(long atNanos, Runnable action) {
        timers.add(new Timer(atNanos, timerCount++, action));
    }

    /**
     * Whether {@link HeadlessParticipant sampled participants} know when the kernel had a datagram.
     */
    public boolean stampsArrivals() {
        return sockets.stampsArrivals();
    }

    /** A socket of a participant's own. The loop's thread. */
    ConnectedSocket open(InetSocketAddress server, boolean sampled, DatagramReader reader)
            throws IOException {
        ConnectedSocket socket = sockets.connect(server, sampled, reader);
        if (sampled && !sockets.stampsArrivals()) {
            prompt.add(socket);
        }
        return socket;
    }

    /** Closes one that {@link #open} made. The loop's thread. */
    void close(ConnectedSocket socket) {
        prompt.remove(socket);
        socket.close();
    }

    /** Runs until a time, and at least once. */
    public void run(long untilNanos) throws IOException {
        do {
            long next = untilNanos;
            Timer first = timers.peek();
            if (first != null && first.atNanos - next < 0) {
                next = first.atNanos;
            }
            if (sockets.stampsArrivals()) {
                gather(next);
            }
            turn(sockets.select(commands.isEmpty() ? next - now() : 0));
            lastTurnNanos = now();
        } while (now() - untilNanos < 0);
    }

    /**
     * Where the kernel says when a datagram came, nothing is won by reading each at once; many in a
     * call cost less, and a sleeping reader whom the server has to wake for each costs the server.
     */
    private void gather(long untilNanos) {
        long end = lastTurnNanos + GATHER_NANOS;
        long wait = Math.min(untilNanos - now(), end - now());
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
    }

    private void turn(int ready) {
        Runnable command = commands.poll();
        while (command != null) {
            command.run();
            command = commands.poll();
        }
        // Those whose delay is measured here come first, and again between the others.
        readPrompt();
        for (int i = 0; i < ready; i++) {
            sockets.ready(i).read();
            if ((i & 3) == 3) {
                readPrompt();
                fire();
            }
        }
        fire();
    }

    private void readPrompt() {
        for (int i = 0; i < prompt.size(); i++) {
            prompt.get(i).read();
        }
    }

    private void fire() {
        Timer first = timers.peek();
        while (first != null && first.atNanos - now() <= 0) {
            timers.poll();
            first.action.run();
            first = timers.peek();
        }
    }

    @Override
    public void close() throws IOException {
        sockets.close();
    }
}
