package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimestampRewriterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void followsTheSourceWithinASource() {
        TimestampRewriter rewriter = new TimestampRewriter(1_000);
        rewriter.switchSource(500_000, 90_000, 0);
        assertThat(rewriter.rewrite(500_000, 0)).isEqualTo(1_000);
        assertThat(rewriter.rewrite(503_000, SECOND / 30)).isEqualTo(4_000);
    }

    @Test
    void advancesByTheTimeThatPassedAcrossASwitch() {
        TimestampRewriter rewriter = new TimestampRewriter(0);
        rewriter.switchSource(10, 90_000, 0);
        rewriter.rewrite(10, 0);
        rewriter.switchSource(777_777, 90_000, 2 * SECOND);
        assertThat(rewriter.rewrite(777_777, 2 * SECOND)).isEqualTo(180_000);
    }

    @Test
    void neverRepeatsATimestampAcrossASwitch() {
        TimestampRewriter rewriter = new TimestampRewriter(0);
        rewriter.switchSource(10, 90_000, 0);
        int last = rewriter.rewrite(10, 0);
        rewriter.switchSource(20, 90_000, 0);
        assertThat(rewriter.rewrite(20, 0) - last).isPositive();
    }

    @Test
    void goesOnAcrossTheWrapOfThirtyTwoBits() {
        TimestampRewriter rewriter = new TimestampRewriter(-2_000);
        rewriter.switchSource(0x7FFF_FFFF, 90_000, 0);
        int first = rewriter.rewrite(0x7FFF_FFFF, 0);
        int second = rewriter.rewrite(0x7FFF_FFFF + 3_000, SECOND / 30);
        assertThat(second - first).isEqualTo(3_000);
        assertThat(second).isEqualTo(1_000);
    }

    @Test
    void keepsAPictureInItsPlaceWhicheverEncodingShowsIt() {
        TimestampRewriter rewriter = new TimestampRewriter(0);
        rewriter.switchSource(10, 90_000, 0);
        rewriter.rewrite(10, 0);
        // Captured 100 ms later, but 20 ms longer under way.
        rewriter.switchEncoding(70_000, 9_000, 90_000, SECOND * 12 / 100);
        assertThat(rewriter.rewrite(70_000, SECOND * 12 / 100)).isEqualTo(9_000);
    }

    @Test
    void neverGoesBackForAnEncodingAndNeverFarFromTheTimeOfArrival() {
        TimestampRewriter rewriter = new TimestampRewriter(0);
        rewriter.switchSource(10, 90_000, 0);
        rewriter.rewrite(9_010, SECOND / 10);
        rewriter.switchEncoding(5, 9_000, 90_000, SECOND / 10);
        assertThat(rewriter.rewrite(5, SECOND / 10)).as("just after the last").isEqualTo(9_001);
        rewriter.switchEncoding(7, 900_000, 90_000, 2 * SECOND / 10);
        assertThat(rewriter.rewrite(7, 2 * SECOND / 10)).as("by arrival").isEqualTo(18_001);
    }

    @Test
    void advancesInTheClockOfTheNewSource() {
        TimestampRewriter rewriter = new TimestampRewriter(0);
        rewriter.switchSource(0, 48_000, 0);
        rewriter.rewrite(0, 0);
        rewriter.switchSource(500, 8_000, SECOND);
        assertThat(rewriter.rewrite(500, SECOND)).isEqualTo(8_000);
    }
}
