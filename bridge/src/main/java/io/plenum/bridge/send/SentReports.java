package io.plenum.bridge.send;

/**
 * The sender reports a slot sent last, to work out the round trip when a receiver report answers
 * one (RFC 3550 section 6.4.1, figure 2). Our reports carry the publisher's clock, so the time of
 * sending is kept beside it.
 *
 * <p>Owns no clock. Not thread safe.
 */
public final class SentReports {
    private static final int KEPT = 4;

    private final int[] compactNtp = new int[KEPT];
    private final long[] sentNanos = new long[KEPT];
    private int count;

    /**
     * A sender report leaves.
     *
     * @param compact middle 32 bits of its NTP time
     */
    public void onSent(int compact, long nowNanos) {
        compactNtp[count % KEPT] = compact;
        sentNanos[count % KEPT] = nowNanos;
        count++;
    }

    /**
     * The round trip that a report block tells.
     *
     * @param lastReport LSR, 0 if the receiver has seen no sender report
     * @param delayNanos DLSR
     * @return nanoseconds, or -1 if it answers none of the last reports or cannot be right
     */
    public long roundTripNanos(int lastReport, long delayNanos, long nowNanos) {
        if (lastReport == 0) {
            return -1;
        }
        for (int i = Math.max(0, count - KEPT); i < count; i++) {
            if (compactNtp[i % KEPT] == lastReport) {
                return Math.max(-1, nowNanos - sentNanos[i % KEPT] - delayNanos);
            }
        }
        return -1;
    }
}
