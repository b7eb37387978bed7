package io.plenum.bridge.receive;

/**
 * Decides when a publisher is asked for a key frame (PLI, RFC 4585 section 6.3.1). Requests of many
 * viewers become one; an unanswered request is repeated, because the PLI or its answer may be lost.
 *
 * <p>Owns no socket and reads no clock.
 */
public final class KeyFrameRequests {
    /**
     * Shortest time between two requests. Chromium's encoder itself refuses to make key frames more
     * often than every 300 ms (libwebrtc, VideoSendStream), so asking sooner only costs bandwidth.
     */
    public static final long MIN_INTERVAL_NANOS = 300_000_000L;

    /**
     * A publisher that does not answer this many requests is left alone until somebody asks anew.
     */
    private static final int MAX_REPEATS = 20;

    private long lastSentNanos;
    private boolean everSent;
    private boolean wanted;
    private int repeats;

    /** Somebody needs a key frame. */
    public void request() {
        wanted = true;
        repeats = 0;
    }

    /** A key frame began. */
    public void onKeyFrame() {
        wanted = false;
    }

    /** Whether a PLI must go out now; if so it counts as sent. */
    public boolean poll(long nowNanos) {
        if (!wanted || (everSent && nowNanos - lastSentNanos < MIN_INTERVAL_NANOS)) {
            return false;
        }
        everSent = true;
        lastSentNanos = nowNanos;
        if (++repeats >= MAX_REPEATS) {
            wanted = false;
        }
        return true;
    }

    /** When {@link #poll} may answer yes again; meaningful after the first. */
    public long nextNanos() {
        return lastSentNanos + MIN_INTERVAL_NANOS;
    }

    /** Whether a request is still unanswered, so that {@link #poll} must be asked again later. */
    public boolean pending() {
        return wanted;
    }
}
