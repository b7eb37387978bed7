package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureIdRewriterTest {
    private final PictureIdRewriter rewriter = new PictureIdRewriter();

    @Test
    void leavesTheFirstSourceAlone() {
        rewriter.switchSource(1_234, 200);
        assertThat(rewriter.rewrites()).isFalse();
        assertThat(rewriter.pictureId(1_234)).isEqualTo(1_234);
        assertThat(rewriter.tl0PicIdx(200)).isEqualTo(200);
    }

    @Test
    void goesOnByOneWithTheNextSource() {
        rewriter.switchSource(1_234, 200);
        rewriter.pictureId(1_240);
        rewriter.tl0PicIdx(203);
        rewriter.switchSource(7, 9);
        assertThat(rewriter.rewrites()).isTrue();
        assertThat(rewriter.pictureId(7)).isEqualTo(1_241);
        assertThat(rewriter.tl0PicIdx(9)).isEqualTo(204);
        assertThat(rewriter.pictureId(8)).isEqualTo(1_242);
    }

    @Test
    void wrapsAtFifteenAndEightBits() {
        rewriter.switchSource(0x7FFF, 0xFF);
        assertThat(rewriter.pictureId(0)).isZero();
        assertThat(rewriter.tl0PicIdx(0)).isZero();
        rewriter.switchSource(500, 50);
        assertThat(rewriter.pictureId(500)).isEqualTo(1);
        assertThat(rewriter.tl0PicIdx(50)).isEqualTo(1);
    }
}
