package io.plenum.bridge.rtcp;

/**
 * NTP timestamps (RFC 5905 section 6): 64 bits of seconds since 1900 in 32.32 fixed point, wrapping
 * in 2036, and their compact form, the middle 32 bits (RFC 3550 section 4).
 */
public final class NtpTime {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Seconds from 1900 to 1970. */
    private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

    private NtpTime() {}

    /** The NTP timestamp of nanoseconds since 1970, rounded down to 2^-32 s. */
    public static long ofUnixNanos(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND) + UNIX_EPOCH_SECONDS;
        long rest = Math.floorMod(unixNanos, NANOS_PER_SECOND);
        return seconds << 32 | (rest << 32) / NANOS_PER_SECOND;
    }

    /**
     * Nanoseconds since 1970 of an NTP timestamp. Seconds below 2^31 are taken to lie after the
     * wrap of 2036 (RFC 4330 section 3).
     */
    public static long toUnixNanos(long ntp) {
        long seconds = ntp >>> 32;
        if (seconds < 1L << 31) {
            seconds += 1L << 32;
        }
        long rest = ((ntp & 0xFFFF_FFFFL) * NANOS_PER_SECOND + (1L << 31)) >>> 32;
        return (seconds - UNIX_EPOCH_SECONDS) * NANOS_PER_SECOND + rest;
    }

    /**
     * A span of NTP time in units of an RTP clock, rounded down.
     *
     * @param ntp difference of two timestamps, at most a few days
     * @param clockRateHz 1 to 1,000,000
     */
    public static long toClock(long ntp, int clockRateHz) {
        return ((ntp >> 14) * clockRateHz) >> 18;
    }

    /** The middle 32 bits: seconds in 16.16 fixed point, as in LSR and LRR. */
    public static int compact(long ntp) {
        return (int) (ntp >>> 16);
    }

    /**
     * A duration in compact form, as in DLSR and DLRR.
     *
     * @param nanos 0 to 65535 seconds; longer ones come out as the longest that can be told
     */
    public static int compactDuration(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        long seconds = nanos / NANOS_PER_SECOND;
        if (seconds > 0xFFFF) {
            return -1;
        }
        return (int) (seconds << 16 | (nanos % NANOS_PER_SECOND << 16) / NANOS_PER_SECOND);
    }

    /** Nanoseconds of a duration in compact form, unsigned. */
    public static long compactToNanos(int compact) {
        return ((compact & 0xFFFF_FFFFL) * NANOS_PER_SECOND) >>> 16;
    }

    /**
     * Round-trip time as arrival less LSR less DLSR (RFC 3550 section 6.4.1; RFC 3611 section 4.5
     * for LRR and DLRR). Clocks of finite grain can make it come out negative; that is 0 here.
     *
     * @param arrival compact NTP time at which the report block came
     * @param lastReport LSR or LRR of the block
     * @param delaySinceLastReport DLSR or DLRR of the block
     * @return nanoseconds, or -1 when {@code lastReport} is 0: the other side had no report yet
     */
    public static long roundTripNanos(int arrival, int lastReport, int delaySinceLastReport) {
        if (lastReport == 0) {
            return -1;
        }
        int roundTrip = arrival - lastReport - delaySinceLastReport;
        return roundTrip < 0 ? 0 : compactToNanos(roundTrip);
    }
}
