package io.plenum.bridge.rtp;

/**
 * The absolute send time element: 24 bits, seconds in 6.18 fixed point, wrapping every 64 seconds
 * (webrtc.org/experiments/rtp-hdrext/abs-send-time).
 */
public final class AbsoluteSendTime {
    /** Bytes of the element. */
    public static final int BYTES = 3;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int FRACTION_BITS = 18;
    private static final int MASK = 0xFF_FFFF;

    private AbsoluteSendTime() {}

    /** The element for a time of any monotonic clock, rounded down. */
    public static int ofNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        return (int) ((seconds << FRACTION_BITS) + ((rest << FRACTION_BITS) / NANOS_PER_SECOND))
                & MASK;
    }

    /**
     * Nanoseconds from one element to another, taking the shorter way round.
     *
     * @return -32 s to 32 s; positive when {@code later} is later
     */
    public static long nanosBetween(int earlier, int later) {
        int difference = (later - earlier) << 8 >> 8;
        return (difference * NANOS_PER_SECOND) >> FRACTION_BITS;
    }
}
