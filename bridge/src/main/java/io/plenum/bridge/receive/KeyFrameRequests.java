package io.plenum.bridge.receive;

/**
 * Decides when a publisher is asked for a key frame of one encoding (PLI, RFC 4585 section 6.3.1).
 * Requests of many viewers become one, and an unanswered request is repeated, because the PLI or
 * its answer may be lost. Two requests are never on their way at once, and a viewer's request that
 * crossed with the key frame it asks for counts as answered.
 *
 * <p>Owns no socket and reads no clock. Not thread safe.
 */
public final class KeyFrameRequests {
    /**
     * Shortest time between two requests. Chromium ignores a request that reaches its encoder less
     * than 300 ms after the last (libwebrtc, VideoStreamEncoder), which is not when we sent it: 40
     * ms are for the first having been on its way for longer. One that is ignored costs the whole
     * interval once more.
     */
    public static final long MIN_INTERVAL_NANOS = 340_000_000L;

    /**
     * What a publisher may need beyond the round trip: up to three frames until the encoder's next,
     * at 30 frames/s.
     */
    static final long ENCODING_NANOS = 100_000_000L;

    /**
     * What a key frame may need to pass from its first packet to its last, as it is paced. A viewer
     * that lacks part of it waits longer than this before it asks, for retransmissions.
     */
    static final long PASSING_NANOS = 50_000_000L;

    /**
     * A publisher that does not answer is probably muted: after this many requests each next one
     * waits twice as long, up to {@link #MAX_INTERVAL_NANOS}.
     */
    private static final int PROMPT_REQUESTS = 5;

    private static final long MAX_INTERVAL_NANOS = 3_200_000_000L;

    /** After this many it is left alone until somebody asks anew. */
    private static final int MAX_REQUESTS = 20;

    private long nextNanos;
    private boolean everSent;
    private long keyFrameNanos;
    private boolean everKeyFrame;
    private boolean wanted;
    private int unanswered;

    /** We need a key frame, and know that none that came so far will do. */
    public void request(long nowNanos) {
        if (!everSent) {
            nextNanos = nowNanos;
        }
        wanted = true;
    }

    /**
     * A viewer says that it needs a key frame. If it cannot have known of the last one when it said
     * so, it is not asked for another: should the viewer lack that one too, it says so again.
     *
     * @param viewerRoundTripNanos to the viewer and back
     */
    public void requestByViewer(long nowNanos, long viewerRoundTripNanos) {
        if (!crossed(nowNanos, viewerRoundTripNanos)) {
            request(nowNanos);
        }
    }

    /**
     * Whether a viewer's request asks for a key frame that would not come anyhow.
     *
     * @param viewerRoundTripNanos to the viewer and back
     */
    public boolean isNew(long nowNanos, long viewerRoundTripNanos) {
        return !wanted && !crossed(nowNanos, viewerRoundTripNanos);
    }

    private boolean crossed(long nowNanos, long viewerRoundTripNanos) {
        return everKeyFrame && nowNanos - keyFrameNanos < viewerRoundTripNanos + PASSING_NANOS;
    }

    /** A key frame began to pass. */
    public void onKeyFrame(long nowNanos) {
        keyFrameNanos = nowNanos;
        everKeyFrame = true;
        wanted = false;
        unanswered = 0;
    }

    /** The encoding had fallen silent and packets come again: it may answer now. */
    public void onSourceBack(long nowNanos) {
        if (unanswered > PROMPT_REQUESTS) {
            nextNanos = nowNanos;
        }
        unanswered = 0;
    }

    /**
     * Whether a PLI must go out now; if so it counts as sent.
     *
     * @param publisherRoundTripNanos to the publisher and back: there is no use in asking again
     *     before the answer can be here
     */
    public boolean poll(long nowNanos, long publisherRoundTripNanos) {
        if (!wanted || (everSent && nowNanos - nextNanos < 0)) {
            return false;
        }
        everSent = true;
        unanswered++;
        nextNanos = nowNanos + intervalNanos(publisherRoundTripNanos);
        if (unanswered >= MAX_REQUESTS) {
            unanswered = MAX_REQUESTS;
            wanted = false;
        }
        return true;
    }

    private long intervalNanos(long publisherRoundTripNanos) {
        long prompt = Math.max(MIN_INTERVAL_NANOS, publisherRoundTripNanos + ENCODING_NANOS);
        int doublings = Math.max(0, unanswered - PROMPT_REQUESTS);
        return Math.max(prompt, Math.min(prompt << doublings, MAX_INTERVAL_NANOS));
    }

    /** When {@link #poll} may answer yes; only if {@link #pending}. May have passed. */
    public long nextNanos() {
        return nextNanos;
    }

    /** Whether a request is still unanswered, so that {@link #poll} must be asked again later. */
    public boolean pending() {
        return wanted;
    }
}
