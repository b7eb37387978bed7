package io.plenum.bridge.loop;

import io.plenum.bridge.net.simulated.SimulatedNetwork;

/**
 * Runs a duty cycle step by step in the caller's thread, on the caller's clock: for tests and
 * simulation. What a cycle throws reaches the caller.
 */
final class LoopInvoker implements AutoCloseable {
    /** A loop that is still busy after so many cycles at one instant will never rest. */
    private static final int MAX_CYCLES = 10_000;

    private final DutyCycle cycle;
    private boolean closed;

    /** Owns the cycle from now on. */
    LoopInvoker(DutyCycle cycle) {
        this.cycle = cycle;
    }

    /**
     * Runs cycles at one instant until one finds nothing to do.
     *
     * @return sum of the work
     * @throws IllegalStateException if the loop finds no rest, or is closed
     */
    int invoke(long nowNanos) {
        if (closed) {
            throw new IllegalStateException("the loop is closed");
        }
        int sum = 0;
        for (int i = 0; i < MAX_CYCLES; i++) {
            int work = cycle.doWork(nowNanos);
            if (work == 0) {
                return sum;
            }
            sum += work;
        }
        throw new IllegalStateException(
                "the loop was still busy after " + MAX_CYCLES + " cycles at one instant");
    }

    /** See {@link DutyCycle#nextDeadlineNanos()}. */
    long nextDeadlineNanos() {
        return cycle.nextDeadlineNanos();
    }

    /**
     * Moves the network's clock from one event to the next, a delivery or a deadline of this loop,
     * and runs the loop at each, until {@code untilNanos}.
     */
    void runUntil(SimulatedNetwork network, long untilNanos) {
        invoke(network.nowNanos());
        while (untilNanos - network.nowNanos() > 0 || isDeliveryDue(network)) {
            long next = nextDeadlineNanos();
            if (next - network.nowNanos() <= 0) {
                throw new IllegalStateException(
                        "the loop rests, but has a deadline %d ns ago"
                                .formatted(network.nowNanos() - next));
            }
            if (untilNanos - next < 0) {
                next = untilNanos;
            }
            if (network.hasInFlight() && network.nextArrivalNanos() - next < 0) {
                next = network.nextArrivalNanos();
            }
            network.advanceTo(next);
            invoke(network.nowNanos());
        }
    }

    private static boolean isDeliveryDue(SimulatedNetwork network) {
        return network.hasInFlight() && network.nextArrivalNanos() - network.nowNanos() <= 0;
    }

    /** Ends the loop. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cycle.onClose();
        }
    }
}
