package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceRewriterTest {
    private final SequenceRewriter rewriter = new SequenceRewriter(100);

    @Test
    void goesOnWithoutAGapWhenTheSourceChanges() {
        rewriter.switchSource(5_000);
        assertThat(rewriter.rewrite(5_000)).isEqualTo(100);
        assertThat(rewriter.rewrite(5_001)).isEqualTo(101);

        rewriter.switchSource(70_000);
        assertThat(rewriter.rewrite(70_000)).isEqualTo(102);
        assertThat(rewriter.rewrite(70_001)).isEqualTo(103);
    }

    @Test
    void keepsLossAndReorderingOfTheSourceVisible() {
        rewriter.switchSource(10);
        assertThat(rewriter.rewrite(10)).isEqualTo(100);
        assertThat(rewriter.rewrite(13)).isEqualTo(103);
        assertThat(rewriter.rewrite(12)).isEqualTo(102);
        assertThat(rewriter.rewrite(14)).isEqualTo(104);
    }

    @Test
    void doesNotCoverPacketsFromBeforeTheSwitch() {
        rewriter.switchSource(50);
        assertThat(rewriter.covers(49)).isFalse();
        assertThat(rewriter.covers(50)).isTrue();
    }

    @Test
    void findsTheSourcePacketBehindASlotSequenceNumber() {
        rewriter.switchSource(9_000);
        long sent = rewriter.rewrite(9_007);
        assertThat(rewriter.source(sent)).isEqualTo(9_007);
    }
}
