package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DependencyDescriptorWriterTest {
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final DependencyDescriptor written = new DependencyDescriptor();
    private final DependencyDescriptorWriter writer = new DependencyDescriptorWriter();
    private final TemplateStructure known = new TemplateStructure();
    private final byte[] out = new byte[64];

    /** Two decode targets of one template each, two chains. */
    private static byte[] keyFrame() {
        return new Bits()
                .put("1 0 000000")
                .put(1000, 16)
                .put("1 0 0 0 0")
                .put("000000 00001 10 11") // offset, two targets; S0T0, S1T0
                .put("10 10  00 10") // SS, -S
                .put("0  1 0000 0") // fdiffs: none, 1
                .put("11 0 1") // two chains, one for each target
                .put("0000 0000  0001 0001")
                .put("0")
                .toBytes();
    }

    private int write(byte[] bytes, int frameNumber, int active, int capacity) {
        assertThat(descriptor.wrap(bytes, 0, bytes.length, known)).isEqualTo(Verdict.OK);
        Arrays.fill(out, (byte) 0xFF);
        return writer.write(
                descriptor, bytes, 0, bytes.length, frameNumber, active, out, 1, capacity);
    }

    private void readBack(int length) {
        assertThat(written.wrap(out, 1, length, known)).isEqualTo(Verdict.OK);
        assertThat(written.isStartOfFrame()).isEqualTo(descriptor.isStartOfFrame());
        assertThat(written.isEndOfFrame()).isEqualTo(descriptor.isEndOfFrame());
        assertThat(written.templateId()).isEqualTo(descriptor.templateId());
        assertThat(written.hasStructure()).isEqualTo(descriptor.hasStructure());
        assertThat(written.frameDependencyCount()).isEqualTo(descriptor.frameDependencyCount());
        for (int i = 0; i < written.frameDependencyCount(); i++) {
            assertThat(written.frameDifference(i)).isEqualTo(descriptor.frameDifference(i));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(written.decodeTargetIndication(i))
                    .isEqualTo(descriptor.decodeTargetIndication(i));
            assertThat(written.chainDifference(i)).isEqualTo(descriptor.chainDifference(i));
        }
        assertThat(out[0]).as("before it").isEqualTo((byte) 0xFF);
        assertThat(out[1 + length]).as("behind it").isEqualTo((byte) 0xFF);
    }

    private void acceptKeyFrame() {
        byte[] key = keyFrame();
        assertThat(descriptor.wrap(key, 0, key.length, known)).isEqualTo(Verdict.OK);
        known.copyFrom(descriptor.structure());
    }

    @Test
    void keyFrameKeepsItsStructureAndTellsFewerTargets() {
        int length = write(keyFrame(), 70_000, 0b01, out.length - 2);

        readBack(length);
        assertThat(written.frameNumber()).isEqualTo(70_000 & 0xFFFF);
        assertThat(written.activeDecodeTargets()).isEqualTo(0b01);
        assertThat(written.structure().decodeTargetSpatialId(1)).isEqualTo(1);
    }

    @Test
    void frameWithFieldsOfItsOwnKeepsThem() {
        acceptKeyFrame();
        byte[] bytes =
                new Bits()
                        .put("0 1 000001")
                        .put(1005, 16)
                        .put("0 1 1 1 1")
                        .put("11") // active
                        .put("01 11") // indications
                        .put("01 0010 10 00100000 00") // 3 and 33 frames back
                        .put(5, 8)
                        .put(200, 8)
                        .toBytes();

        int length = write(bytes, 9, 0b10, out.length - 2);

        readBack(length);
        assertThat(length).isEqualTo(bytes.length);
        assertThat(written.frameNumber()).isEqualTo(9);
        assertThat(written.activeDecodeTargets()).isEqualTo(0b10);
        assertThat(written.frameDifference(1)).isEqualTo(33);
    }

    @Test
    void mandatoryFieldsAloneGrow() {
        acceptKeyFrame();

        int length = write(new byte[] {(byte) 0x81, 0, 5}, 6, 0b01, out.length - 2);

        readBack(length);
        assertThat(length).isEqualTo(4);
        assertThat(written.hasActiveDecodeTargets()).isTrue();
        assertThat(written.activeDecodeTargets()).isEqualTo(0b01);
    }

    @Test
    void isCopiedWhereTheTargetsHaveNoRoom() {
        acceptKeyFrame();

        int length = write(new byte[] {(byte) 0x81, 0, 5}, 6, 0b01, 3);

        readBack(length);
        assertThat(length).isEqualTo(3);
        assertThat(written.frameNumber()).isEqualTo(6);
        assertThat(written.hasActiveDecodeTargets()).isFalse();
    }

    @Test
    void isNotWrittenWhereACopyHasNoRoom() {
        acceptKeyFrame();
        assertThat(write(new byte[] {(byte) 0x81, 0, 5}, 6, 0b01, 2)).isZero();
    }

    @Test
    void isCopiedIfItsTemplateIsUnknown() {
        byte[] bytes = {(byte) 0xC1, 0, 5, 0x25};
        assertThat(descriptor.wrap(bytes, 0, 4, known)).isEqualTo(Verdict.UNKNOWN_TEMPLATE);

        int length = writer.write(descriptor, bytes, 0, 4, 0x1234, 1, out, 0, 64);

        assertThat(Arrays.copyOf(out, length)).containsExactly(0xC1, 0x12, 0x34, 0x25);
    }
}
