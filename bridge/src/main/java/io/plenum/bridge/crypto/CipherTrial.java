package io.plenum.bridge.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest of several that do the same work.
 *
 * <p>They take turns, a batch each, so that whatever else the machine does meets all alike, and the
 * median of its batches is a contender's time. Before anything is timed everyone works for a while:
 * the JDK's ciphers are Java, and interpreted they take fifty times as long. What is judged is how
 * they do in a server's first minutes. The compiler may get more out of the JDK's AES-GCM after
 * half a million packets (0.36 in place of 0.68 µs where Amazon's takes 0.44), or may not.
 */
final class CipherTrial {
    /** As many calls as bring everything to the optimizing compiler. */
    private static final int WARM_UP_PACKETS = 24_000;

    /** It takes a core from the first calls: a machine too slow for that is judged as it is. */
    private static final long WARM_UP_LIMIT_NANOS = 400_000_000;

    /** Long enough for the clock, short enough for many turns. */
    private static final int BATCH_PACKETS = 32;

    /** What is not faster by a twentieth is not faster: the first contender stays. */
    private static final double NOISE = 0.05;

    private final LongSupplier nanoClock;

    /**
     * @param nanoClock monotonic time in nanoseconds
     */
    CipherTrial(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * How it went.
     *
     * @param winner name of the fastest; null when all were left out
     * @param microsPerPacket medians, of those that came to the end, in their order
     * @param leftOut why, by name
     */
    record Result(
            @Nullable String winner,
            Map<String, Double> microsPerPacket,
            Map<String, RuntimeException> leftOut) {}

    /**
     * Runs it.
     *
     * @param contenders the first is preferred, unless another is clearly faster
     * @param budgetNanos for all together; the warm-up is not counted
     */
    Result run(List<? extends Contender> contenders, long budgetNanos) {
        Map<String, RuntimeException> leftOut = new LinkedHashMap<>();
        List<Runner> runners = new ArrayList<>();
        for (Contender contender : contenders) {
            Runner runner = new Runner(contender);
            if (runner.tries(contender::verify, leftOut)) {
                runners.add(runner);
            }
        }
        long startNanos = nanoClock.getAsLong();
        for (int done = 0; done < WARM_UP_PACKETS; done += BATCH_PACKETS) {
            runners.removeIf(each -> !each.tries(each::turn, leftOut));
            if (nanoClock.getAsLong() - startNanos >= WARM_UP_LIMIT_NANOS) {
                break;
            }
        }
        runners.forEach(Runner::forget);
        startNanos = nanoClock.getAsLong();
        do {
            runners.removeIf(each -> !each.tries(each::turn, leftOut));
        } while (!runners.isEmpty() && nanoClock.getAsLong() - startNanos < budgetNanos);

        Map<String, Double> times = new LinkedHashMap<>();
        runners.forEach(each -> times.put(each.contender.name(), each.medianMicros()));
        return new Result(winner(times), times, leftOut);
    }

    private static @Nullable String winner(Map<String, Double> times) {
        String best = null;
        double toBeat = Double.POSITIVE_INFINITY;
        boolean first = true;
        for (Map.Entry<String, Double> each : times.entrySet()) {
            if (each.getValue() < toBeat) {
                best = each.getKey();
                toBeat = first ? each.getValue() * (1 - NOISE) : each.getValue();
            }
            first = false;
        }
        return best;
    }

    /** A contender and its times. */
    private final class Runner {
        final Contender contender;
        private long[] batchNanos = new long[1024];
        private int batches;

        Runner(Contender contender) {
            this.contender = contender;
        }

        /** Whether the contender did it without failing. */
        boolean tries(Runnable attempt, Map<String, RuntimeException> leftOut) {
            try {
                attempt.run();
                return true;
            } catch (RuntimeException e) {
                leftOut.put(contender.name(), e);
            } catch (LinkageError e) {
                leftOut.put(contender.name(), new IllegalStateException(e.toString(), e));
            }
            return false;
        }

        void turn() {
            long startNanos = nanoClock.getAsLong();
            contender.seal(BATCH_PACKETS);
            if (batches == batchNanos.length) {
                batchNanos = Arrays.copyOf(batchNanos, batches * 2);
            }
            batchNanos[batches++] = nanoClock.getAsLong() - startNanos;
        }

        void forget() {
            batches = 0;
        }

        double medianMicros() {
            Arrays.sort(batchNanos, 0, batches);
            return batchNanos[batches / 2] / 1e3 / BATCH_PACKETS;
        }
    }
}
