package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plenum.bridge.rtp.Verdict;

/** Whatever the bytes, every descriptor answers with a verdict and stays in bounds. */
class PayloadFuzzTest {
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final H264Payload h264 = new H264Payload();
    private final H265Payload h265 = new H265Payload();
    private final Av1Payload av1 = new Av1Payload();
    private final OpusPayload opus = new OpusPayload();
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final TemplateStructure known = new TemplateStructure();

    @FuzzTest
    void everyVp8PayloadGetsAVerdict(byte[] payload) {
        if (vp8.wrap(payload, 0, payload.length) == Verdict.OK) {
            assertThat(vp8.descriptorLength()).isLessThan(payload.length);
            vp8.rewrite(payload, 0, 0x7FFF, 0xFF);
            assertThat(vp8.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
            assertThat(vp8.pictureId()).isIn(-1, 0x7F, 0x7FFF);
        }
    }

    @FuzzTest
    void everyVp9PayloadGetsAVerdict(byte[] payload) {
        if (vp9.wrap(payload, 0, payload.length) == Verdict.OK) {
            assertThat(vp9.descriptorLength()).isLessThan(payload.length);
            for (int i = 0; i < vp9.spatialLayerCount(); i++) {
                assertThat(vp9.width(i) | vp9.height(i)).isNotNegative();
            }
            for (int i = 0; i < vp9.referenceCount(); i++) {
                vp9.pictureDifference(i);
            }
            vp9.rewrite(payload, 0, 0x7FFF, 0xFF);
            assertThat(vp9.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
            assertThat(vp9.pictureId()).isIn(-1, 0x7F, 0x7FFF);
        }
    }

    @FuzzTest
    void everyOtherPayloadGetsAVerdict(byte[] payload) {
        if (h264.wrap(payload, 0, payload.length) != Verdict.OK) {
            assertThat(h264.isKeyFrame()).isFalse();
        }
        if (h265.wrap(payload, 0, payload.length) != Verdict.OK) {
            assertThat(h265.isKeyFrame()).isFalse();
        }
        if (av1.wrap(payload, 0, payload.length) != Verdict.OK) {
            assertThat(av1.isKeyFrame()).isFalse();
        }
        opus.wrap(payload, 0, payload.length);
        assertThat(opus.durationSamples()).isBetween(0, 5760);
    }

    /**
     * The first byte is the length of a first descriptor, whose structure the second is read by.
     */
    @FuzzTest
    void everyDependencyDescriptorGetsAVerdict(byte[] two) {
        if (two.length == 0) {
            return;
        }
        known.clear();
        int first = Math.min(two[0] & 0xFF, two.length - 1);
        read(two, 1, first);
        read(two, 1 + first, two.length - 1 - first);
    }

    private void read(byte[] buffer, int offset, int length) {
        Verdict verdict = descriptor.wrap(buffer, offset, length, known);
        for (int i = 0; i < descriptor.decodeTargetCount(); i++) {
            assertThat(descriptor.decodeTargetIndication(i)).isBetween(0, 3);
            assertThat(descriptor.structure().protectingChain(i))
                    .isLessThan(Math.max(1, descriptor.chainCount()));
        }
        for (int i = 0; i < descriptor.frameDependencyCount(); i++) {
            assertThat(descriptor.frameDifference(i)).isBetween(1, 4096);
        }
        for (int i = 0; i < descriptor.chainCount(); i++) {
            assertThat(descriptor.chainDifference(i)).isBetween(0, 255);
        }
        assertThat(descriptor.spatialId()).isBetween(0, 7);
        assertThat(descriptor.temporalId()).isBetween(0, 7);
        if (verdict == Verdict.OK && descriptor.hasStructure()) {
            known.copyFrom(descriptor.structure());
            for (int i = 0; i < known.spatialLayerCount(); i++) {
                assertThat(known.width(i)).isBetween(0, 65536);
            }
        }
    }
}
