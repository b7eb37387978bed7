package io.plenum.bridge.cc.simulation;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * One direction of a link: random loss, then a queue with tail drop, then a rate that may change.
 * What a packet waits is told to its owner; delay after the link is the owner's.
 */
final class Bottleneck {
    /** What happens to a packet. Exactly one of the two is called. */
    interface Owner {
        /**
         * It has crossed the link.
         *
         * @param waitedNanos in the queue, without its own transmission
         */
        void crossed(Packet packet, long waitedNanos);

        /** It was lost. */
        void lost(Packet packet, boolean byQueue);
    }

    /** A packet on the link. */
    record Packet(Owner owner, int bytes, long number, boolean padding) {}

    private record Queued(Packet packet, long arrivedNanos) {}

    private final VirtualTime time;
    private final RandomGenerator random;
    private final long queueNanos;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private double rateBps;
    private double loss;
    private long queuedBytes;
    private boolean busy;

    /**
     * @param queueNanos how long the queue is, at the rate in force
     */
    Bottleneck(VirtualTime time, RandomGenerator random, double rateBps, long queueNanos) {
        this.time = time;
        this.random = random;
        this.rateBps = rateBps;
        this.queueNanos = queueNanos;
    }

    void setRate(double bps) {
        rateBps = bps;
    }

    double rateBps() {
        return rateBps;
    }

    void setLoss(double probability) {
        loss = probability;
    }

    /** What waits, as time at the rate in force. */
    long queueingNanos() {
        return (long) (queuedBytes * 8e9 / rateBps);
    }

    void send(Packet packet) {
        if (loss > 0 && random.nextDouble() < loss) {
            packet.owner.lost(packet, false);
            return;
        }
        double limitBytes = Math.max(rateBps / 8 * queueNanos / 1e9, 3_000);
        if (queuedBytes + packet.bytes > limitBytes) {
            packet.owner.lost(packet, true);
            return;
        }
        queue.add(new Queued(packet, time.now()));
        queuedBytes += packet.bytes;
        if (!busy) {
            serve();
        }
    }

    private void serve() {
        Queued head = queue.peek();
        if (head == null) {
            busy = false;
            return;
        }
        busy = true;
        long waited = time.now() - head.arrivedNanos;
        time.after(
                (long) (head.packet.bytes * 8e9 / rateBps),
                () -> {
                    queue.remove();
                    queuedBytes -= head.packet.bytes;
                    head.packet.owner.crossed(head.packet, waited);
                    serve();
                });
    }
}
