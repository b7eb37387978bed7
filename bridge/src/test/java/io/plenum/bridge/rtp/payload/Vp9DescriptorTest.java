package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Vp9DescriptorTest {
    private final Vp9Descriptor vp9 = new Vp9Descriptor();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private Verdict wrap(String payload) {
        byte[] bytes = hex(payload);
        return vp9.wrap(bytes, 0, bytes.length);
    }

    /**
     * Non-flexible mode, base layer of a key picture with a structure of two sizes and a group of
     * two.
     */
    @Test
    void readsAKeyFrameWithScalabilityStructure() {
        assertThat(wrap("aa 9234 00 07" + "38 0140 00b4 0280 0168 02 00 24 01" + "ff"))
                .isEqualTo(Verdict.OK);

        assertThat(vp9.isKeyFrame()).isTrue();
        assertThat(vp9.isBeginningOfFrame()).isTrue();
        assertThat(vp9.isEndOfFrame()).isFalse();
        assertThat(vp9.pictureId()).isEqualTo(0x1234);
        assertThat(vp9.tl0PicIdx()).isEqualTo(7);
        assertThat(vp9.spatialLayerCount()).isEqualTo(2);
        assertThat(vp9.width(0)).isEqualTo(320);
        assertThat(vp9.height(0)).isEqualTo(180);
        assertThat(vp9.width(1)).isEqualTo(640);
        assertThat(vp9.height(1)).isEqualTo(360);
        assertThat(vp9.pictureGroupSize()).isEqualTo(2);
        assertThat(vp9.descriptorLength()).isEqualTo(18);
    }

    /** TID 2, switching up, SID 1, inter-layer dependency. */
    @Test
    void readsLayerIndices() {
        assertThat(wrap("ed 12 53 07 ff")).isEqualTo(Verdict.OK);
        assertThat(vp9.pictureId()).isEqualTo(0x12);
        assertThat(vp9.hasLongPictureId()).isFalse();
        assertThat(vp9.temporalId()).isEqualTo(2);
        assertThat(vp9.isSwitchingUpPoint()).isTrue();
        assertThat(vp9.spatialId()).isEqualTo(1);
        assertThat(vp9.isInterLayerPredicted()).isTrue();
        assertThat(vp9.isInterPicturePredicted()).isTrue();
        assertThat(vp9.isNotReferenceForUpperLayers()).isTrue();
        assertThat(vp9.isEndOfFrame()).isTrue();
        assertThat(vp9.isKeyFrame()).isFalse();
    }

    @Test
    void upperLayerOfAKeyPictureIsNoKeyFrame() {
        assertThat(wrap("2c 03 07 ff")).isEqualTo(Verdict.OK);
        assertThat(vp9.isInterPicturePredicted()).isFalse();
        assertThat(vp9.spatialId()).isEqualTo(1);
        assertThat(vp9.isKeyFrame()).isFalse();
    }

    @Test
    void readsReferencesInFlexibleMode() {
        assertThat(wrap("f8 12 00 03 05 06 ff")).isEqualTo(Verdict.OK);
        assertThat(vp9.isFlexible()).isTrue();
        assertThat(vp9.tl0PicIdx()).isEqualTo(-1);
        assertThat(vp9.referenceCount()).isEqualTo(3);
        assertThat(vp9.pictureDifference(0)).isEqualTo(1);
        assertThat(vp9.pictureDifference(1)).isEqualTo(2);
        assertThat(vp9.pictureDifference(2)).isEqualTo(3);
        assertThat(wrap("f8 12 00 03 05 07 09 ff")).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(vp9.referenceCount()).isZero();
    }

    @Test
    void tellsNoSizesWhereTheStructureHasNone() {
        assertThat(wrap("0a 40 ff")).isEqualTo(Verdict.OK);
        assertThat(vp9.spatialLayerCount()).isEqualTo(3);
        assertThat(vp9.width(2)).isZero();
        assertThat(vp9.height(2)).isZero();
    }

    @Test
    void refusesEveryTruncation() {
        for (String descriptor :
                new String[] {
                    "aa 9234 00 07 38 0140 00b4 0280 0168 02 00 24 01", "f8 12 00 03 05 06", "80 12"
                }) {
            byte[] payload = hex(descriptor + "ff");
            for (int length = 0; length < payload.length; length++) {
                assertThat(vp9.wrap(payload, 0, length))
                        .as("%s cut to %d", descriptor, length)
                        .isEqualTo(length == 0 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
                assertThat(vp9.spatialLayerCount()).isZero();
            }
            assertThat(vp9.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void rewritesIds() {
        byte[] payload = hex("a8 9234 00 07 ff");
        assertThat(vp9.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
        vp9.rewrite(payload, 0, 0x7FFF, 0x108);
        assertThat(payload).isEqualTo(hex("a8 ffff 00 08 ff"));
    }
}
