package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.rtp.Verdict;
import org.junit.jupiter.api.Test;

class DependencyDescriptorTest {
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final TemplateStructure known = new TemplateStructure();

    /**
     * Two spatial layers, the upper with two temporal ones; three decode targets, two chains. The
     * key frame is template 62 of 62, 63, 0, 1 (ids wrap after 63).
     */
    private static Bits structure(Bits bits) {
        return bits.put(62, 6)
                .put(2, 5)
                .put("00 10 01 11") // templates: S0T0, S0T0, S1T0, S1T1
                .put("10 10 10  11 11 11  00 10 10  00 00 01") // SSS RRR -SS --D
                .put("0  1 0001 0  1 0000 0  1 0000 1 0010 0") // fdiffs: none, 2, 1, 1 and 3
                .put("10") // chain_cnt 2 in ns(4)
                .put("0 1 1") // ns(2): which chain protects each target
                .put("0000 0000  0010 0001  0001 0001  0001 0001")
                .put("1")
                .put(319, 16)
                .put(179, 16)
                .put(639, 16)
                .put(359, 16);
    }

    private static byte[] keyFrame() {
        return structure(new Bits().put("1 0").put(62, 6).put(1000, 16).put("1 0 0 0 0")).toBytes();
    }

    private Verdict wrap(byte[] bytes) {
        return descriptor.wrap(bytes, 0, bytes.length, known);
    }

    private void acceptKeyFrame() {
        assertThat(wrap(keyFrame())).isEqualTo(Verdict.OK);
        known.copyFrom(descriptor.structure());
    }

    @Test
    void keyFrameBringsTheStructure() {
        assertThat(wrap(keyFrame())).isEqualTo(Verdict.OK);

        assertThat(descriptor.isStartOfFrame()).isTrue();
        assertThat(descriptor.isEndOfFrame()).isFalse();
        assertThat(descriptor.frameNumber()).isEqualTo(1000);
        assertThat(descriptor.hasStructure()).isTrue();
        assertThat(descriptor.hasActiveDecodeTargets()).isTrue();
        assertThat(descriptor.activeDecodeTargets()).isEqualTo(0b111);
        assertThat(descriptor.spatialId()).isZero();
        assertThat(descriptor.temporalId()).isZero();
        assertThat(descriptor.frameDependencyCount()).isZero();
        TemplateStructure structure = descriptor.structure();
        assertThat(structure.templateIdOffset()).isEqualTo(62);
        assertThat(structure.templateCount()).isEqualTo(4);
        assertThat(structure.decodeTargetCount()).isEqualTo(3);
        assertThat(structure.chainCount()).isEqualTo(2);
        assertThat(structure.spatialLayerCount()).isEqualTo(2);
        assertThat(structure.templateSpatialId(3)).isEqualTo(1);
        assertThat(structure.templateTemporalId(3)).isEqualTo(1);
        assertThat(structure.templateIndex(62)).isZero();
        assertThat(structure.templateIndex(1)).isEqualTo(3);
        assertThat(structure.templateIndex(2)).isEqualTo(-1);
        assertThat(structure.templateIndex(61)).isEqualTo(-1);
        assertThat(structure.protectingChain(0)).isZero();
        assertThat(structure.protectingChain(1)).isEqualTo(1);
        assertThat(structure.protectingChain(2)).isEqualTo(1);
        assertThat(structure.decodeTargetSpatialId(0)).isZero();
        assertThat(structure.decodeTargetSpatialId(1)).isEqualTo(1);
        assertThat(structure.decodeTargetTemporalId(1)).isZero();
        assertThat(structure.decodeTargetTemporalId(2)).isEqualTo(1);
        assertThat(structure.hasResolutions()).isTrue();
        assertThat(structure.width(1)).isEqualTo(640);
        assertThat(structure.height(1)).isEqualTo(360);
        assertThatThrownBy(() -> structure.width(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(known.isEmpty()).as("the caller decides when to take it over").isTrue();
    }

    @Test
    void laterFramesAreReadByTheirTemplate() {
        acceptKeyFrame();
        byte[] bytes = new Bits().put("1 1").put(1, 6).put(1003, 16).toBytes();

        assertThat(wrap(bytes)).isEqualTo(Verdict.OK);

        assertThat(descriptor.hasStructure()).isFalse();
        assertThat(descriptor.hasActiveDecodeTargets()).isFalse();
        assertThat(descriptor.templateId()).isEqualTo(1);
        assertThat(descriptor.spatialId()).isEqualTo(1);
        assertThat(descriptor.temporalId()).isEqualTo(1);
        assertThat(descriptor.decodeTargetCount()).isEqualTo(3);
        assertThat(descriptor.decodeTargetIndication(0))
                .isEqualTo(DependencyDescriptor.NOT_PRESENT);
        assertThat(descriptor.decodeTargetIndication(2))
                .isEqualTo(DependencyDescriptor.DISCARDABLE);
        assertThat(descriptor.frameDependencyCount()).isEqualTo(2);
        assertThat(descriptor.frameDifference(0)).isEqualTo(1);
        assertThat(descriptor.frameDifference(1)).isEqualTo(3);
        assertThat(descriptor.chainCount()).isEqualTo(2);
        assertThat(descriptor.chainDifference(0)).isEqualTo(1);
        assertThatThrownBy(() -> descriptor.chainDifference(2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void customFieldsReplaceTheTemplates() {
        acceptKeyFrame();
        byte[] bytes =
                new Bits()
                        .put("0 1")
                        .put(63, 6)
                        .put(7, 16)
                        .put("0 1 1 1 1")
                        .put("101") // active decode targets 0 and 2
                        .put("11 01 10")
                        .put("01 0100  10 00010000  11 111111111111  00") // 5, 17, 4096
                        .put(200, 8)
                        .put(0, 8)
                        .toBytes();

        assertThat(wrap(bytes)).isEqualTo(Verdict.OK);

        assertThat(descriptor.hasActiveDecodeTargets()).isTrue();
        assertThat(descriptor.activeDecodeTargets()).isEqualTo(0b101);
        assertThat(descriptor.decodeTargetIndication(0)).isEqualTo(DependencyDescriptor.REQUIRED);
        assertThat(descriptor.decodeTargetIndication(1))
                .isEqualTo(DependencyDescriptor.DISCARDABLE);
        assertThat(descriptor.decodeTargetIndication(2)).isEqualTo(DependencyDescriptor.SWITCH);
        assertThat(descriptor.frameDependencyCount()).isEqualTo(3);
        assertThat(descriptor.frameDifference(0)).isEqualTo(5);
        assertThat(descriptor.frameDifference(1)).isEqualTo(17);
        assertThat(descriptor.frameDifference(2)).isEqualTo(4096);
        assertThat(descriptor.chainDifference(0)).isEqualTo(200);
        assertThat(descriptor.chainDifference(1)).isZero();
        for (int length = 4; length < bytes.length; length++) {
            assertThat(descriptor.wrap(bytes, 0, length, known))
                    .as("cut to %d", length)
                    .isEqualTo(Verdict.TRUNCATED);
        }
    }

    @Test
    void withoutAStructureOnlyTheMandatoryFieldsAreKnown() {
        byte[] bytes = new Bits().put("0 1").put(5, 6).put(0xFFFF, 16).toBytes();

        assertThat(wrap(bytes)).isEqualTo(Verdict.UNKNOWN_TEMPLATE);

        assertThat(descriptor.isStartOfFrame()).isFalse();
        assertThat(descriptor.isEndOfFrame()).isTrue();
        assertThat(descriptor.templateId()).isEqualTo(5);
        assertThat(descriptor.frameNumber()).isEqualTo(0xFFFF);
        assertThat(descriptor.decodeTargetCount()).isZero();
        assertThat(descriptor.chainCount()).isZero();
        assertThat(descriptor.frameDependencyCount()).isZero();
    }

    @Test
    void refusesTheKeyFrameCutAnywhere() {
        byte[] bytes = keyFrame();
        for (int length = 0; length < bytes.length; length++) {
            Verdict verdict = descriptor.wrap(bytes, 0, length, known);
            if (length < 3) {
                assertThat(verdict).isEqualTo(Verdict.TOO_SHORT);
            } else if (length == 3) {
                assertThat(verdict).isEqualTo(Verdict.UNKNOWN_TEMPLATE);
            } else {
                assertThat(verdict).as("cut to %d", length).isEqualTo(Verdict.TRUNCATED);
                assertThat(descriptor.hasStructure()).isFalse();
                assertThat(descriptor.structure().isEmpty()).isTrue();
            }
        }
    }

    @Test
    void refusesAStructureWithoutItsOwnFramesTemplate() {
        byte[] bytes =
                structure(new Bits().put("1 0").put(2, 6).put(0, 16).put("1 0 0 0 0")).toBytes();
        assertThat(wrap(bytes)).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(descriptor.structure().isEmpty()).isTrue();
    }

    @Test
    void refusesMoreTemplatesThanIds() {
        Bits bits = new Bits().put("1 0").put(0, 6).put(0, 16).put("1 0 0 0 0").put(0, 11);
        for (int i = 0; i < 64; i++) {
            bits.put("00");
        }
        assertThat(wrap(bits.put(0, 64).toBytes())).isEqualTo(Verdict.ILLEGAL_VALUE);
    }

    @Test
    void rewritesTheFrameNumber() {
        byte[] bytes = keyFrame();
        DependencyDescriptor.putFrameNumber(bytes, 0, 0x12345);
        assertThat(wrap(bytes)).isEqualTo(Verdict.OK);
        assertThat(descriptor.frameNumber()).isEqualTo(0x2345);
        assertThat(descriptor.structure().width(1)).isEqualTo(640);
    }

    /** ns(5) of the AV1 specification section 4.10.7: 0, 1, 2 in two bits, 3 and 4 in three. */
    @Test
    void nonSymmetricNumbers() {
        byte[] bytes = new Bits().put("00 01 10 110 111").toBytes();
        BitReader bits = new BitReader();
        bits.wrap(bytes, 0, bytes.length);
        for (int expected = 0; expected < 5; expected++) {
            assertThat(bits.nonSymmetric(5)).isEqualTo(expected);
        }
        assertThat(bits.nonSymmetric(1)).isZero();
        assertThat(bits.isOverrun()).isFalse();
        assertThat(bits.bits(5)).isZero();
        assertThat(bits.isOverrun()).isTrue();
    }
}
