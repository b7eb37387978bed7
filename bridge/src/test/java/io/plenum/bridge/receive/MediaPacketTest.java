package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.receive.ReceiveStream.Outcome;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MediaPacketTest {
    private static final int DESCRIPTOR_ID = 3;

    /** One decode target of one template, no chains: offset 4 in one, 40 in the other. */
    private static final String STRUCTURE_AT_4 = "840001" + "8080e0";

    private static final String STRUCTURE_AT_40 = "a80009" + "8500e0";

    private final ReceiveStream stream = new ReceiveStream(7, 90_000, 64, 2);
    private final MediaPacket packet = new MediaPacket();

    private Outcome receive(
            String codec, int sequence, int timestamp, String descriptor, String hex) {
        byte[] extension = HexFormat.of().parseHex(descriptor);
        int words = extension.length == 0 ? 0 : (1 + extension.length + 3) / 4;
        byte[] header = new byte[extension.length == 0 ? 12 : 16 + 4 * words];
        header[0] = (byte) (extension.length == 0 ? 0x80 : 0x90);
        header[1] = 96;
        BigEndian.putShort(header, 2, sequence);
        BigEndian.putInt(header, 4, timestamp);
        if (extension.length > 0) {
            BigEndian.putInt(header, 12, 0xBEDE_0000 | words);
            header[16] = (byte) (DESCRIPTOR_ID << 4 | (extension.length - 1));
            System.arraycopy(extension, 0, header, 17, extension.length);
        }
        byte[] payload = HexFormat.of().parseHex(hex);
        return stream.accept(
                header,
                0,
                header.length,
                payload,
                0,
                payload.length,
                sequence,
                parameters(codec),
                0,
                false,
                packet);
    }

    private static CodecParameters parameters(String codec) {
        return new CodecParameters(96, codec, 90_000, 1, "", -1, true);
    }

    @Test
    void tellsItsEncodingAndFormat() {
        assertThat(receive("vp8", 1, 10, "", "10000000")).isEqualTo(Outcome.ACCEPTED);
        assertThat(packet.encoding()).isEqualTo(2);
        assertThat(packet.format()).isEqualTo(PayloadFormat.VP8);
        assertThat(packet.keyFrameStart()).isTrue();
        assertThat(packet.hasDescriptor()).isFalse();
    }

    @Test
    void paddingAloneIsWellFormedForEveryCodec() {
        int sequence = 1;
        for (String codec : new String[] {"vp8", "vp9", "h264", "h265", "av1", "opus"}) {
            assertThat(receive(codec, sequence++, 10, "", "")).isEqualTo(Outcome.ACCEPTED);
            assertThat(packet.keyFrameStart()).isFalse();
            assertThat(packet.spatialId()).isZero();
            assertThat(packet.temporalId()).isZero();
        }
    }

    @Test
    void refusesAPayloadThatIsNotWhatItsCodecSays() {
        assertThat(receive("h264", 1, 10, "", "1d0000")).isEqualTo(Outcome.MALFORMED);
        assertThat(receive("vp9", 2, 10, "", "80")).isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void idrSliceBeginsAKeyFrameOnlyBehindAnotherFrame() {
        receive("h264", 1, 10, "", "4101");
        receive("h264", 2, 20, "", "6501");
        assertThat(packet.keyFrameStart()).as("no parameter sets are missing").isTrue();
        receive("h264", 3, 20, "", "6502");
        assertThat(packet.keyFrameStart()).as("its second slice").isFalse();
        receive("h264", 5, 30, "", "6501");
        assertThat(packet.keyFrameStart()).as("packet 4 may be its parameter sets").isFalse();
        receive("h264", 7, 40, "", "6742");
        assertThat(packet.keyFrameStart()).as("parameter sets").isTrue();
    }

    @Test
    void h265KeyFrameBeginsWithItsFirstParameterSet() {
        receive("h265", 1, 10, "", "400101");
        assertThat(packet.keyFrameStart()).as("VPS").isTrue();
        receive("h265", 2, 10, "", "420101");
        assertThat(packet.keyFrameStart()).as("SPS behind it").isFalse();
        receive("h265", 4, 20, "", "420101");
        assertThat(packet.keyFrameStart()).as("SPS behind a gap").isFalse();
    }

    @Test
    void descriptorDecidesWhereThereIsOne() {
        stream.setDescriptorId(DESCRIPTOR_ID);
        assertThat(receive("vp8", 1, 10, STRUCTURE_AT_4, "10000000")).isEqualTo(Outcome.ACCEPTED);
        assertThat(packet.describesLayers()).isTrue();
        assertThat(packet.keyFrameStart()).isTrue();
        assertThat(packet.frameStart()).isTrue();
        assertThat(packet.frameEnd()).isFalse();
        assertThat(packet.descriptor.frameNumber()).isEqualTo(1);
        receive("vp8", 2, 20, "c40002", "10000000");
        assertThat(packet.describesLayers()).isTrue();
        assertThat(packet.keyFrameStart()).as("brings no structure").isFalse();
    }

    @Test
    void unreadableDescriptorDoesNotLoseThePacket() {
        stream.setDescriptorId(DESCRIPTOR_ID);
        assertThat(receive("vp8", 1, 10, "8400", "10000000")).isEqualTo(Outcome.ACCEPTED);
        assertThat(packet.hasDescriptor()).isFalse();
        assertThat(packet.keyFrameStart()).as("by its payload").isTrue();
        assertThat(receive("vp8", 2, 20, "c50007", "11000000")).isEqualTo(Outcome.ACCEPTED);
        assertThat(packet.hasDescriptor()).as("unknown template").isTrue();
        assertThat(packet.describesLayers()).isFalse();
        assertThat(packet.descriptor.frameNumber()).isEqualTo(7);
    }

    @Test
    void structureThatComesLateDoesNotReplaceItsSuccessor() {
        stream.setDescriptorId(DESCRIPTOR_ID);
        receive("av1", 9, 90, STRUCTURE_AT_40, "180a01");
        assertThat(stream.structure().templateIdOffset()).isEqualTo(40);
        receive("av1", 1, 10, STRUCTURE_AT_4, "180a01");
        assertThat(packet.keyFrameStart()).isTrue();
        assertThat(stream.structure().templateIdOffset()).isEqualTo(40);
    }

    @Test
    void packetFromTheHistoryLeavesTheStreamAsItIs() {
        stream.setDescriptorId(DESCRIPTOR_ID);
        receive("av1", 1, 10, STRUCTURE_AT_4, "180a01");
        stream.structure().clear();
        assertThat(packet.wrap(stream, 1, parameters("av1"), 0, false)).isTrue();
        assertThat(packet.hasDescriptor()).isTrue();
        assertThat(stream.structure().isEmpty()).isTrue();
    }
}
