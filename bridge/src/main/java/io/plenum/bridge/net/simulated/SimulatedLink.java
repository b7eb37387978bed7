package io.plenum.bridge.net.simulated;

import java.util.SplittableRandom;

/** One direction between two hosts: decides whether and when a datagram arrives. */
final class SimulatedLink {
    /** Never arrives. */
    static final long LOST = Long.MIN_VALUE;

    /** IPv4 and UDP headers, for the bottleneck. */
    private static final int HEADER_BYTES = 28;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SplittableRandom random;
    private LinkConditions conditions;
    private boolean inBurst;
    private boolean used;
    private long bottleneckFreeAtNanos;
    private long lastArrivalNanos;

    SimulatedLink(SplittableRandom random, LinkConditions conditions) {
        this.random = random;
        this.conditions = conditions;
    }

    /** Datagrams sent from now on meet these conditions. */
    void setConditions(LinkConditions next) {
        conditions = next;
    }

    /** When a datagram sent now arrives, or {@link #LOST}. */
    long arrivalNanos(long nowNanos, int lengthBytes) {
        if (!used) {
            used = true;
            bottleneckFreeAtNanos = nowNanos;
            lastArrivalNanos = nowNanos;
        }
        if (isLost()) {
            return LOST;
        }
        long arrival = nowNanos;
        if (conditions.rateBps() > 0) {
            arrival = passBottleneck(nowNanos, lengthBytes + HEADER_BYTES);
            if (arrival == LOST) {
                return LOST;
            }
        }
        arrival += conditions.delayNanos();
        if (conditions.jitterNanos() > 0) {
            arrival += random.nextLong(conditions.jitterNanos() + 1);
        }
        if (lastArrivalNanos - arrival > 0) {
            arrival = lastArrivalNanos;
        }
        if (happens(conditions.reorderProbability())) {
            // the next one does not wait for it
            return arrival + conditions.reorderNanos();
        }
        lastArrivalNanos = arrival;
        return arrival;
    }

    /** Whether the datagram just sent arrives a second time. */
    boolean duplicates() {
        return happens(conditions.duplicateProbability());
    }

    private long passBottleneck(long nowNanos, int bytes) {
        long begin = bottleneckFreeAtNanos - nowNanos > 0 ? bottleneckFreeAtNanos : nowNanos;
        double waitingBytes =
                (double) (begin - nowNanos) * conditions.rateBps() / 8 / NANOS_PER_SECOND;
        if (begin != nowNanos && waitingBytes + bytes > conditions.queueBytes()) {
            return LOST;
        }
        bottleneckFreeAtNanos = begin + bytes * 8L * NANOS_PER_SECOND / conditions.rateBps();
        return bottleneckFreeAtNanos;
    }

    private boolean isLost() {
        return switch (conditions.loss()) {
            case LossModel.None() -> false;
            case LossModel.Random(double probability) -> happens(probability);
            case LossModel.Gilbert(double goodToBad, double badToGood) -> {
                inBurst = inBurst ? !happens(badToGood) : happens(goodToBad);
                yield inBurst;
            }
        };
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
