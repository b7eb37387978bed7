package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Vp8DescriptorTest {
    private final Vp8Descriptor vp8 = new Vp8Descriptor();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private Verdict wrap(String payload) {
        byte[] bytes = hex(payload);
        return vp8.wrap(bytes, 0, bytes.length);
    }

    /**
     * A key frame of 640 x 360 as Chromium begins it: 15-bit picture id, TL0PICIDX, TID, KEYIDX.
     */
    @Test
    void readsAKeyFrame() {
        assertThat(wrap("90 f0 9234 56 2b  10 02 00 9d012a 8002 6801 00")).isEqualTo(Verdict.OK);

        assertThat(vp8.descriptorLength()).isEqualTo(6);
        assertThat(vp8.isStartOfFrame()).isTrue();
        assertThat(vp8.isKeyFrame()).isTrue();
        assertThat(vp8.width()).isEqualTo(640);
        assertThat(vp8.height()).isEqualTo(360);
        assertThat(vp8.hasLongPictureId()).isTrue();
        assertThat(vp8.pictureId()).isEqualTo(0x1234);
        assertThat(vp8.tl0PicIdx()).isEqualTo(0x56);
        assertThat(vp8.temporalId()).isZero();
        assertThat(vp8.isLayerSync()).isTrue();
        assertThat(vp8.keyIndex()).isEqualTo(11);
    }

    @Test
    void tellsDeltaFramesAndContinuations() {
        assertThat(wrap("10 01")).isEqualTo(Verdict.OK);
        assertThat(vp8.isStartOfFrame()).isTrue();
        assertThat(vp8.isKeyFrame()).isFalse();
        assertThat(vp8.pictureId()).isEqualTo(-1);
        assertThat(vp8.tl0PicIdx()).isEqualTo(-1);
        assertThat(vp8.keyIndex()).isEqualTo(-1);

        assertThat(wrap("00 00")).isEqualTo(Verdict.OK);
        assertThat(vp8.isStartOfPartition()).isFalse();
        assertThat(vp8.isKeyFrame()).as("middle of a frame").isFalse();

        assertThat(wrap("33 00")).isEqualTo(Verdict.OK);
        assertThat(vp8.isStartOfPartition()).isTrue();
        assertThat(vp8.isNonReference()).isTrue();
        assertThat(vp8.partitionIndex()).isEqualTo(3);
        assertThat(vp8.isStartOfFrame()).as("start of another partition").isFalse();
        assertThat(vp8.isKeyFrame()).isFalse();
    }

    @Test
    void readsTemporalLayersWithAndWithoutKeyIndex() {
        assertThat(wrap("80 20 a0 01")).isEqualTo(Verdict.OK);
        assertThat(vp8.temporalId()).isEqualTo(2);
        assertThat(vp8.isLayerSync()).isTrue();
        assertThat(vp8.keyIndex()).isEqualTo(-1);
        assertThat(wrap("80 10 ff 01")).isEqualTo(Verdict.OK);
        assertThat(vp8.hasTemporalId()).isFalse();
        assertThat(vp8.temporalId()).as("TID counts only with the T bit").isZero();
        assertThat(vp8.isLayerSync()).isFalse();
        assertThat(vp8.keyIndex()).isEqualTo(31);
    }

    @Test
    void refusesDescriptorsThatLeaveNoPayload() {
        String[] descriptors = {
            "90f092345620", "908012", "90809234", "904011", "902011", "9000", "10"
        };
        for (String descriptor : descriptors) {
            byte[] payload = hex(descriptor + "01");
            for (int length = 0; length < payload.length; length++) {
                assertThat(vp8.wrap(payload, 0, length))
                        .as("%s cut to %d", descriptor, length)
                        .isEqualTo(length == 0 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
            }
            assertThat(vp8.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
            assertThat(vp8.descriptorLength()).isEqualTo(payload.length - 1);
        }
    }

    @Test
    void rewritesIdsInACopy() {
        byte[] original = hex("90 f0 9234 56 2b 01");
        assertThat(vp8.wrap(original, 0, original.length)).isEqualTo(Verdict.OK);
        byte[] copy = new byte[8];
        System.arraycopy(original, 0, copy, 1, 7);

        vp8.rewrite(copy, 1, 0x18001, 0x177);

        assertThat(HexFormat.of().formatHex(copy)).isEqualTo("0090f08001772b01");
        assertThat(original).isEqualTo(hex("90 f0 9234 56 2b 01"));
    }

    @Test
    void keepsAShortPictureIdShort() {
        byte[] payload = hex("90 80 12 01");
        assertThat(vp8.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
        assertThat(vp8.pictureId()).isEqualTo(0x12);
        assertThat(vp8.hasLongPictureId()).isFalse();
        vp8.rewrite(payload, 0, 0x1FF, 0x77);
        assertThat(payload).isEqualTo(hex("90 80 7f 01"));
    }
}
