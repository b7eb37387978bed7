package io.plenum.bridge.send;

/**
 * What a viewer's report blocks about one slot say of the time since the block before (RFC 3550
 * section 6.4.1, appendix A.3 the other way round).
 *
 * <p>Not thread safe.
 */
public final class ReportedLoss {
    private boolean known;
    private int highest;
    private int cumulative;
    private int expected;
    private int lost;

    /** Nothing reported. */
    public ReportedLoss() {
        // The fields say it.
    }

    /**
     * A report block came.
     *
     * @param extendedHighest its extended highest sequence number
     * @param cumulativeLost its count of lost packets, signed
     */
    public void onBlock(int extendedHighest, int cumulativeLost) {
        expected = known ? Math.max(0, extendedHighest - highest) : 0;
        lost = known ? cumulativeLost - cumulative : 0;
        known = true;
        highest = extendedHighest;
        cumulative = cumulativeLost;
    }

    /** Packets expected between the last two blocks, 0 or more. */
    public int expected() {
        return expected;
    }

    /** How many of them are missing; negative with duplicates. */
    public int lost() {
        return lost;
    }
}
