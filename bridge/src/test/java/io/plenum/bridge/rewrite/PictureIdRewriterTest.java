package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureIdRewriterTest {
    @Test
    void leavesTheFirstSourceAlone() {
        PictureIdRewriter rewriter = new PictureIdRewriter(1_234, true, 200, null);
        assertThat(rewriter.rewrites()).isFalse();
        assertThat(rewriter.pictureId(1_234)).isEqualTo(1_234);
        assertThat(rewriter.tl0PicIdx(200)).isEqualTo(200);
    }

    @Test
    void goesOnByOneWithTheNextSource() {
        PictureIdRewriter before = new PictureIdRewriter(1_234, true, 200, null);
        before.pictureId(1_240);
        before.tl0PicIdx(203);
        PictureIdRewriter rewriter = new PictureIdRewriter(7, true, 9, before);
        assertThat(rewriter.rewrites()).isTrue();
        assertThat(rewriter.pictureId(7)).isEqualTo(1_241);
        assertThat(rewriter.tl0PicIdx(9)).isEqualTo(204);
        assertThat(rewriter.pictureId(8)).isEqualTo(1_242);
    }

    @Test
    void wrapsAtFifteenAndEightBits() {
        PictureIdRewriter before = new PictureIdRewriter(0x7FFF, true, 0xFF, null);
        assertThat(before.pictureId(0)).isZero();
        assertThat(before.tl0PicIdx(0)).isZero();
        PictureIdRewriter rewriter = new PictureIdRewriter(500, true, 50, before);
        assertThat(rewriter.pictureId(500)).isEqualTo(1);
        assertThat(rewriter.tl0PicIdx(50)).isEqualTo(1);
    }

    @Test
    void wrapsAtSevenBits() {
        PictureIdRewriter rewriter = new PictureIdRewriter(126, false, 0, null);
        assertThat(rewriter.pictureId(127)).isEqualTo(127);
        assertThat(rewriter.pictureId(0)).isZero();
        assertThat(rewriter.pictureId(127)).as("a late packet").isEqualTo(127);
    }

    @Test
    void closesOverPicturesThatAreLeftOut() {
        PictureIdRewriter rewriter = new PictureIdRewriter(10, true, 3, null);
        rewriter.pictureId(10);
        rewriter.leaveOut(11);
        rewriter.leaveOut(11); // its second packet
        assertThat(rewriter.rewrites()).isTrue();
        assertThat(rewriter.pictureId(12)).isEqualTo(11);
        assertThat(rewriter.pictureId(11)).isEqualTo(-1);
        assertThat(rewriter.pictureId(10)).as("a late packet").isEqualTo(10);
    }
}
