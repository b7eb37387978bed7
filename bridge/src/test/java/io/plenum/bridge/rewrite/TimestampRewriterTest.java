package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimestampRewriterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void followsTheSourceWithinASource() {
        TimestampRewriter rewriter = new TimestampRewriter(90_000, 1_000);
        rewriter.switchSource(500_000, 0);
        assertThat(rewriter.rewrite(500_000, 0)).isEqualTo(1_000);
        assertThat(rewriter.rewrite(503_000, SECOND / 30)).isEqualTo(4_000);
    }

    @Test
    void advancesByTheTimeThatPassedAcrossASwitch() {
        TimestampRewriter rewriter = new TimestampRewriter(90_000, 0);
        rewriter.switchSource(10, 0);
        rewriter.rewrite(10, 0);
        rewriter.switchSource(777_777, 2 * SECOND);
        assertThat(rewriter.rewrite(777_777, 2 * SECOND)).isEqualTo(180_000);
    }

    @Test
    void neverRepeatsATimestampAcrossASwitch() {
        TimestampRewriter rewriter = new TimestampRewriter(90_000, 0);
        rewriter.switchSource(10, 0);
        int last = rewriter.rewrite(10, 0);
        rewriter.switchSource(20, 0);
        assertThat(rewriter.rewrite(20, 0) - last).isPositive();
    }

    @Test
    void goesOnAcrossTheWrapOfThirtyTwoBits() {
        TimestampRewriter rewriter = new TimestampRewriter(90_000, -2_000);
        rewriter.switchSource(0x7FFF_FFFF, 0);
        int first = rewriter.rewrite(0x7FFF_FFFF, 0);
        int second = rewriter.rewrite(0x7FFF_FFFF + 3_000, SECOND / 30);
        assertThat(second - first).isEqualTo(3_000);
        assertThat(second).isEqualTo(1_000);
    }
}
