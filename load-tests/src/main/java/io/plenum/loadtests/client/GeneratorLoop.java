package io.plenum.loadtests.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one thread of the generator: sockets, timers and everything the participants do. What other
 * threads want done they hand over by {@link #execute}.
 */
public final class GeneratorLoop implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 2 << 20;
    private static final int DATAGRAM_BYTES = 2_048;
    private static final long MILLI = 1_000_000L;

    /** Datagrams read of one socket in a row. */
    private static final int BURST = 32;

    private final Selector selector;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<HeadlessParticipant> prompt = new ArrayList<>();
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private long timerCount;

    private record Timer(long atNanos, long number, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            long later = atNanos - other.atNanos;
            return later != 0 ? Long.signum(later) : Long.compare(number, other.number);
        }
    }

    /** Opens the selector. */
    public GeneratorLoop() throws IOException {
        selector = Selector.open();
    }

    /** Monotonic time in nanoseconds: what timers and latencies are measured by. */
    @SuppressWarnings("MethodMayBeStatic") // the loop's clock
    public long now() {
        return System.nanoTime();
    }

    /** Has something done on the loop's thread, soon. Any thread. */
    public void execute(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    /** Has something done at a time. The loop's thread. */
    public void schedule(long atNanos, Runnable action) {
        timers.add(new Timer(atNanos, timerCount++, action));
    }

    /** A socket of a participant's own. The loop's thread. */
    DatagramChannel open(InetSocketAddress server, HeadlessParticipant owner) throws IOException {
        boolean ipv4 = server.getAddress().getAddress().length == 4;
        DatagramChannel channel =
                DatagramChannel.open(
                        ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        channel.connect(server);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, owner);
        if (owner.isSampled()) {
            prompt.add(owner);
        }
        return channel;
    }

    void forget(HeadlessParticipant owner) {
        prompt.remove(owner);
    }

    /** Runs until a time, and at least once. */
    public void run(long untilNanos) throws IOException {
        do {
            long next = untilNanos;
            Timer first = timers.peek();
            if (first != null && first.atNanos - next < 0) {
                next = first.atNanos;
            }
            long wait = next - now();
            if (wait >= MILLI && commands.isEmpty()) {
                selector.select(wait / MILLI);
            } else {
                selector.selectNow();
            }
            turn();
        } while (now() - untilNanos < 0);
    }

    private void turn() {
        Runnable command = commands.poll();
        while (command != null) {
            command.run();
            command = commands.poll();
        }
        // Those whose delay is measured come first, and again between the others.
        readPrompt();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        int turns = 0;
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            if (key.isValid()) {
                ((HeadlessParticipant) key.attachment()).read(datagram, BURST);
            }
            if ((++turns & 3) == 0) {
                readPrompt();
                fire();
            }
        }
        fire();
    }

    private void readPrompt() {
        for (int i = 0; i < prompt.size(); i++) {
            prompt.get(i).read(datagram, BURST);
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
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
