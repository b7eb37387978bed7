package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Turns the kernel's times of arrival, which are Unix times, into the loop's monotonic times. Both
 * clocks are read together once for each batch, so that setting the machine's clock spoils one
 * batch at most.
 */
final class ArrivalClock {
    /** What waited longer than any socket buffer lasts is a clock that was set. */
    static final long LONGEST_WAIT_NANOS = 10_000_000_000L;

    private static final int CLOCK_REALTIME = 0;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final LibC libc;
    private final MemorySegment time;
    private long nowNanos;
    private long unixNanos;

    ArrivalClock(Arena arena, LibC libc) {
        this.libc = libc;
        time = arena.allocate(JAVA_LONG, 2);
    }

    /** Reads both clocks. */
    void read() {
        int result = libc.clockGettime(CLOCK_REALTIME, time.address());
        set(
                System.nanoTime(),
                result < 0
                        ? ReceivedControl.NO_TIME
                        : time.get(JAVA_LONG, 0) * NANOS_PER_SECOND
                                + time.get(JAVA_LONG, Long.BYTES));
    }

    void set(long monotonicNanos, long nowUnixNanos) {
        nowNanos = monotonicNanos;
        unixNanos = nowUnixNanos;
    }

    /**
     * Monotonic time of an arrival; that of the reading if the kernel gave none, or one that cannot
     * be.
     *
     * @param arrivalUnixNanos as the kernel gave it, or {@link ReceivedControl#NO_TIME}
     */
    long arrivalNanos(long arrivalUnixNanos) {
        if (arrivalUnixNanos == ReceivedControl.NO_TIME || unixNanos == ReceivedControl.NO_TIME) {
            return nowNanos;
        }
        long waited = unixNanos - arrivalUnixNanos;
        return waited < 0 || waited > LONGEST_WAIT_NANOS ? nowNanos : nowNanos - waited;
    }
}
