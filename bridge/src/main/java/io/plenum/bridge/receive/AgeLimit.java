package io.plenum.bridge.receive;

import io.plenum.bridge.parameters.MediaKind;

/**
 * What is too old to be forwarded. A loop that is given more than it can send gets behind, and
 * without a limit the socket's buffer becomes everybody's delay, seconds of it, before the kernel
 * begins to lose packets. So video that has waited too long is dropped, and with it all video until
 * the loop has caught up: a few pictures of everyone are lost as a whole, rather than a packet of
 * each picture. Audio is a small part of the load, and is dropped only when it would be late in any
 * case.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class AgeLimit {
    /** Older video begins the shedding. */
    static final long OLDEST_VIDEO_NANOS = 60_000_000L;

    /** Younger video ends it. */
    static final long CAUGHT_UP_NANOS = 5_000_000L;

    /** Older audio is dropped. */
    static final long OLDEST_AUDIO_NANOS = 80_000_000L;

    private boolean shedding;

    /**
     * Whether a packet is to be dropped.
     *
     * @param ageNanos from its arrival at the machine to now
     */
    public boolean exceeds(MediaKind kind, long ageNanos) {
        if (kind == MediaKind.AUDIO) {
            return ageNanos > OLDEST_AUDIO_NANOS;
        }
        shedding = ageNanos > (shedding ? CAUGHT_UP_NANOS : OLDEST_VIDEO_NANOS);
        return shedding;
    }
}
