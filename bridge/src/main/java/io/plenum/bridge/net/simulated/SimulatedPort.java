package io.plenum.bridge.net.simulated;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * A port on a {@link SimulatedNetwork}. Not thread safe: drive it with a {@code LoopInvoker}, never
 * with a thread, because {@link #await} does not wait.
 */
public final class SimulatedPort implements DatagramPort {
    /** As the real kinds ask the kernel for. */
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private final SimulatedNetwork network;
    private final List<TransportAddress> localAddresses;
    private final Counters counters;
    private final Queue<Arrived> arrived = new ArrayDeque<>();
    private int arrivedBytes;
    private boolean closed;

    private record Arrived(
            TransportAddress from, int localIndex, byte[] datagram, long arrivalNanos) {}

    SimulatedPort(
            SimulatedNetwork network, List<TransportAddress> localAddresses, Counters counters) {
        this.network = network;
        this.localAddresses = localAddresses;
        this.counters = counters;
    }

    /** Called by the network; false if the receive buffer is full. */
    boolean deliver(TransportAddress from, TransportAddress to, byte[] datagram) {
        if (arrivedBytes + datagram.length > RECEIVE_BUFFER_BYTES) {
            return false;
        }
        arrivedBytes += datagram.length;
        arrived.add(new Arrived(from, localAddresses.indexOf(to), datagram, network.nowNanos()));
        return true;
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public int receive(Ingress into) {
        int before = into.count();
        Arrived next = arrived.peek();
        boolean any = next != null;
        while (next != null && into.count() < into.capacity()) {
            arrived.remove();
            int length = next.datagram().length;
            arrivedBytes -= length;
            counters.increment(Count.DATAGRAMS_RECEIVED);
            counters.add(Count.BYTES_RECEIVED, length);
            if (length > Ingress.SLOT_BYTES) {
                counters.increment(Count.DROPPED_TRUNCATED);
            } else {
                TransportAddress from = next.from();
                int offset = into.offset(into.count());
                System.arraycopy(next.datagram(), 0, into.slab(), offset, length);
                into.add(
                        length,
                        next.localIndex(),
                        from.high(),
                        from.low(),
                        from.port(),
                        next.arrivalNanos(),
                        0);
            }
            next = arrived.peek();
        }
        if (any) {
            counters.increment(Count.RECEIVE_CALLS);
        }
        return into.count() - before;
    }

    @Override
    public void send(Egress batch) {
        int sent = 0;
        for (int i = 0; i < batch.count(); i++) {
            int local = batch.localIndex(i);
            int length = batch.length(i);
            if (closed
                    || local < 0
                    || local >= localAddresses.size()
                    || localAddresses.get(local).isIpv4() != batch.destination(i).isIpv4()) {
                counters.increment(Count.DATAGRAMS_NOT_SENT);
                continue;
            }
            int offset = batch.offset(i);
            byte[] datagram = Arrays.copyOfRange(batch.slab(), offset, offset + length);
            network.send(localAddresses.get(local), batch.destination(i), datagram);
            counters.increment(Count.DATAGRAMS_SENT);
            counters.add(Count.BYTES_SENT, length);
            sent++;
        }
        if (sent > 0) {
            counters.increment(Count.SEND_CALLS);
        }
        batch.clear();
    }

    /**
     * Sends one datagram of any length, for tests that play a remote side without a batch.
     *
     * @param local index of the local address
     */
    public void send(int local, TransportAddress remote, byte[] datagram) {
        network.send(localAddresses.get(local), remote, datagram.clone());
    }

    /** Returns at once: time is the network's and moves when the test says so. */
    @Override
    public void await(long timeoutNanos) {}

    /** True, so that simulated loops behave like those that segment. */
    @Override
    public boolean gainsFromRuns() {
        return true;
    }

    /** Does nothing, as {@link #await} never waits. */
    @Override
    public void wakeup() {}

    @Override
    public int receiveBufferBytes() {
        return RECEIVE_BUFFER_BYTES;
    }

    /** Leaves the network; what is on its way to these addresses is lost. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.release(this);
            arrived.clear();
            arrivedBytes = 0;
        }
    }
}
