package io.plenum.bridge.loop;

/**
 * Decides how long packets may wait for the rest of their picture. A publisher sends the packets of
 * a picture one right behind the other, and the loop is fast enough to see them one by one; but
 * what goes to one viewer in one batch is one segmented send, which costs little more than a single
 * datagram. So packets whose picture is unfinished stay for a moment too short to be noticed.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class PictureHold {
    /**
     * Longest stay of a packet. Ten packets leave a browser within a tenth of a millisecond; a
     * picture that is paced over several milliseconds is not worth waiting for.
     */
    static final long LONGEST_NANOS = 250_000L;

    private boolean holding;
    private long untilNanos;

    /**
     * Whether packets that wait stay until a later cycle.
     *
     * @param moreDueAtOnce whether packets that go with them follow immediately
     */
    boolean holds(boolean moreDueAtOnce, long nowNanos) {
        if (!moreDueAtOnce) {
            holding = false;
        } else if (!holding) {
            holding = true;
            untilNanos = nowNanos + LONGEST_NANOS;
        } else if (nowNanos - untilNanos >= 0) {
            holding = false;
        }
        return holding;
    }

    /** The earlier of {@code deadlineNanos} and the end of the stay. */
    long earlier(long deadlineNanos) {
        return holding && untilNanos - deadlineNanos < 0 ? untilNanos : deadlineNanos;
    }
}
