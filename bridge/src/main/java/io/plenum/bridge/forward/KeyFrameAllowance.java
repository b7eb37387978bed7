package io.plenum.bridge.forward;

/**
 * How many key frames a viewer may ask for of an encoding that others are sent too. A key frame
 * costs all of them several times what another picture does, and a viewer behind a bad link may ask
 * five times a second. A few are free, as after a real loss; then one comes every five seconds.
 * Meanwhile it is helped by what costs nobody but itself: what it misses is repeated, and the more
 * of that the more it loses ({@link io.plenum.bridge.send.Downlink#mayRepeat}).
 *
 * <p>What was refused is not remembered: viewers repeat themselves as long as they cannot decode,
 * because a PLI may be lost.
 *
 * <p>Owns no clock. Not thread safe.
 */
final class KeyFrameAllowance {
    /**
     * With key frames of three pictures' size, at 30 pictures a second, these and one every five
     * seconds are 2.3 % more of what the others are sent over twenty seconds, and 1.3 % in the long
     * run.
     */
    static final int AT_ONCE = 3;

    static final long INTERVAL_NANOS = 5_000_000_000L;

    /** When all of them would be there again if none is taken meanwhile. */
    private long fullNanos;

    private boolean everTaken;

    /** The viewer asks: whether it may; then it counts. */
    boolean take(long nowNanos) {
        boolean full = !everTaken || nowNanos - fullNanos >= 0;
        long from = full ? nowNanos : fullNanos;
        if (from - nowNanos > (AT_ONCE - 1) * INTERVAL_NANOS) {
            return false;
        }
        everTaken = true;
        fullNanos = from + INTERVAL_NANOS;
        return true;
    }
}
