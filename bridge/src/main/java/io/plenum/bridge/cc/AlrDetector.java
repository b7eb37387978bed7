package io.plenum.bridge.cc;

/**
 * Whether the sender is limited by the application: whether it sends much less than the estimate
 * allows (libwebrtc: less than 65 % of it fills a budget of half a second to 80 %; it ends when the
 * budget is down to 50 %).
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
public final class AlrDetector {
    private static final double USAGE = 0.65;
    private static final double START_LEVEL = 0.80;
    private static final double STOP_LEVEL = 0.50;
    private static final double WINDOW_SECONDS = 0.5;

    private double budgetBytes;
    private double targetBps;
    private boolean started;
    private long lastNanos;
    private boolean limited;

    /** Nothing sent. */
    public AlrDetector() {
        // The fields say it.
    }

    /** What may be sent now. */
    public void setEstimate(double bps) {
        targetBps = bps * USAGE;
    }

    /** Something was sent. */
    public void onSent(int bytes, long nowNanos) {
        refill(nowNanos);
        budgetBytes -= bytes;
        judge();
    }

    private void refill(long nowNanos) {
        double seconds = started ? Math.clamp((nowNanos - lastNanos) / 1e9, 0, 1) : 0;
        started = true;
        lastNanos = nowNanos;
        budgetBytes += targetBps / 8 * seconds;
    }

    private void judge() {
        double max = targetBps / 8 * WINDOW_SECONDS;
        budgetBytes = Math.clamp(budgetBytes, -max, max);
        if (budgetBytes > START_LEVEL * max) {
            limited = true;
        } else if (budgetBytes < STOP_LEVEL * max) {
            limited = false;
        }
    }

    /** Whether the application limits, as of {@code now}. */
    public boolean limited(long nowNanos) {
        refill(nowNanos);
        judge();
        return limited;
    }
}
