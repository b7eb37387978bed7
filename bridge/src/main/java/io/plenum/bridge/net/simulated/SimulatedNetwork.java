package io.plenum.bridge.net.simulated;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Counters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hosts joined by links, on a virtual clock. The same seed and the same calls give the same
 * deliveries, down to the nanosecond; print the seed when a test fails.
 *
 * <p>Each direction of each link draws from a random sequence of its own, made from the seed and
 * the two addresses: a further host does not change what happens to the others. Not thread safe.
 */
public final class SimulatedNetwork {
    private final long seed;
    private final Map<TransportAddress, SimulatedPort> owners = new HashMap<>();
    private final Map<HostPair, SimulatedLink> links = new HashMap<>();
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private LinkConditions defaultConditions = LinkConditions.PERFECT;
    private long nowNanos;
    private long sequence;
    private long sent;
    private long delivered;
    private long lost;

    /** One direction; the port numbers are 0. */
    private record HostPair(TransportAddress from, TransportAddress to) {
        static HostPair of(TransportAddress from, TransportAddress to) {
            return new HostPair(host(from), host(to));
        }

        private static TransportAddress host(TransportAddress address) {
            return new TransportAddress(address.high(), address.low(), 0);
        }
    }

    /** A datagram on its way. Ties arrive in the order of sending. */
    private record InFlight(
            long arrivalNanos,
            long sequence,
            TransportAddress from,
            TransportAddress to,
            byte[] datagram)
            implements Comparable<InFlight> {
        @Override
        public int compareTo(InFlight other) {
            int byTime = Long.signum(arrivalNanos - other.arrivalNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /**
     * @param seed of everything random here
     * @param nowNanos where the clock begins; any value
     */
    public SimulatedNetwork(long seed, long nowNanos) {
        this.seed = seed;
        this.nowNanos = nowNanos;
    }

    /** The clock. */
    public long nowNanos() {
        return nowNanos;
    }

    /**
     * Opens a port with these local addresses.
     *
     * @param counters written by the port
     * @throws IllegalArgumentException if an address is taken, or none is given
     */
    public SimulatedPort open(Counters counters, TransportAddress... localAddresses) {
        List<TransportAddress> addresses = List.of(localAddresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a port needs a local address");
        }
        for (TransportAddress address : addresses) {
            if (owners.containsKey(address)) {
                throw new IllegalArgumentException("address already in use: " + address);
            }
        }
        SimulatedPort port = new SimulatedPort(this, addresses, counters);
        for (TransportAddress address : addresses) {
            owners.put(address, port);
        }
        return port;
    }

    /** Conditions of every link that was not set by name; links in use keep theirs. */
    public void setDefaultConditions(LinkConditions conditions) {
        defaultConditions = conditions;
    }

    /** Sets the direction {@code from} to {@code to}, whatever their port numbers, from now on. */
    public void setConditions(
            TransportAddress from, TransportAddress to, LinkConditions conditions) {
        link(HostPair.of(from, to)).setConditions(conditions);
    }

    private SimulatedLink link(HostPair pair) {
        SimulatedLink known = links.get(pair);
        if (known != null) {
            return known;
        }
        // record hash codes of longs and ints are the same in every run, but their algorithm is
        // not promised, so the mixing is written out
        long mixed = seed;
        mixed = mix(mixed, pair.from().high());
        mixed = mix(mixed, pair.from().low());
        mixed = mix(mixed, pair.to().high());
        mixed = mix(mixed, pair.to().low());
        SimulatedLink link = new SimulatedLink(new SplittableRandom(mixed), defaultConditions);
        links.put(pair, link);
        return link;
    }

    private static long mix(long state, long value) {
        long mixed = (state ^ value) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ mixed >>> 29;
    }

    void send(TransportAddress from, TransportAddress to, byte[] datagram) {
        sent++;
        SimulatedLink link = link(HostPair.of(from, to));
        long arrival = link.arrivalNanos(nowNanos, datagram.length);
        if (arrival == SimulatedLink.LOST) {
            lost++;
            return;
        }
        inFlight.add(new InFlight(arrival, sequence++, from, to, datagram));
        if (link.duplicates()) {
            inFlight.add(new InFlight(arrival, sequence++, from, to, datagram));
        }
    }

    /**
     * Moves the clock and delivers what arrives until then, the present instant included. A time in
     * the past leaves the clock where it is.
     *
     * @return datagrams delivered
     */
    public int advanceTo(long toNanos) {
        if (toNanos - nowNanos > 0) {
            nowNanos = toNanos;
        }
        int count = 0;
        InFlight next = inFlight.peek();
        while (next != null && next.arrivalNanos() - nowNanos <= 0) {
            inFlight.remove();
            count += deliver(next);
            next = inFlight.peek();
        }
        return count;
    }

    private int deliver(InFlight datagram) {
        SimulatedPort port = owners.get(datagram.to());
        if (port == null || !port.deliver(datagram.from(), datagram.to(), datagram.datagram())) {
            lost++;
            return 0;
        }
        delivered++;
        return 1;
    }

    /** Whether a datagram is on its way. */
    public boolean hasInFlight() {
        return !inFlight.isEmpty();
    }

    /**
     * When the next datagram arrives.
     *
     * @throws IllegalStateException if none is on its way
     */
    public long nextArrivalNanos() {
        @Nullable InFlight next = inFlight.peek();
        if (next == null) {
            throw new IllegalStateException("nothing is on its way");
        }
        return next.arrivalNanos();
    }

    /** Datagrams given to the network since it began. */
    public long sent() {
        return sent;
    }

    /** Datagrams that reached a port, duplicates included. */
    public long delivered() {
        return delivered;
    }

    /** Datagrams lost on a link, at a full queue or receive buffer, or at an address of nobody. */
    public long lost() {
        return lost;
    }

    void release(SimulatedPort port) {
        for (TransportAddress address : port.localAddresses()) {
            owners.remove(address, port);
        }
    }
}
