package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Av1AndOpusPayloadTest {
    private final Av1Payload av1 = new Av1Payload();
    private final OpusPayload opus = new OpusPayload();

    private Verdict av1(String payload) {
        byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
        return av1.wrap(bytes, 0, bytes.length);
    }

    private Verdict opus(String payload) {
        byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
        return opus.wrap(bytes, 0, bytes.length);
    }

    /** W = 2: a sequence header with its length, then a frame that fills the packet and goes on. */
    @Test
    void av1KeyFrame() {
        assertThat(av1("68 03 08 00 00 30 10")).isEqualTo(Verdict.OK);
        assertThat(av1.startsNewSequence()).isTrue();
        assertThat(av1.isKeyFrame()).isTrue();
        assertThat(av1.elementCount()).isEqualTo(2);
        assertThat(av1.isContinued()).isTrue();
        assertThat(av1.hasLayers()).isFalse();
        assertThat(av1("20 03 08 00 00 30 10")).isEqualTo(Verdict.OK);
        assertThat(av1.startsNewSequence()).isFalse();
        assertThat(av1.isKeyFrame()).as("by its sequence header").isTrue();
    }

    /** W = 1: a frame OBU with extension header, temporal layer 2, spatial layer 1. */
    @Test
    void av1Layers() {
        assertThat(av1("10 34 48 00")).isEqualTo(Verdict.OK);
        assertThat(av1.isKeyFrame()).isFalse();
        assertThat(av1.hasLayers()).isTrue();
        assertThat(av1.temporalId()).isEqualTo(2);
        assertThat(av1.spatialId()).isEqualTo(1);
    }

    @Test
    void av1ContinuationsAreNoObuHeaders() {
        assertThat(av1("90 08 00 00")).isEqualTo(Verdict.OK);
        assertThat(av1.isContinuation()).isTrue();
        assertThat(av1.isKeyFrame()).as("08 is in the middle of an OBU").isFalse();
        assertThat(av1("80 02 0800 02 0800")).isEqualTo(Verdict.OK);
        assertThat(av1.isKeyFrame()).as("second element begins an OBU").isTrue();
    }

    @Test
    void av1RefusesWhatIsCutOrContradictory() {
        assertThat(av1("")).isEqualTo(Verdict.TOO_SHORT);
        for (String cut :
                new String[] {"10", "00 03 08 00", "20 80", "00 02 0800 80", "20 02 08"}) {
            assertThat(av1(cut)).as(cut).isEqualTo(Verdict.TRUNCATED);
            assertThat(av1.isKeyFrame()).isFalse();
        }
        assertThat(av1("98 08"))
                .as("fragment that begins a sequence")
                .isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(av1("00 808080808080808000 00"))
                .as("nine-byte length")
                .isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(av1("00 ffffffffffffff7f 00")).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void opusDurations() {
        int[] silk = {480, 960, 1920, 2880};
        int[] celt = {120, 240, 480, 960};
        for (int configuration = 0; configuration < 32; configuration++) {
            int samples =
                    configuration < 12
                            ? silk[configuration % 4]
                            : configuration < 16
                                    ? silk[configuration % 2]
                                    : celt[configuration % 4];
            byte[] packet = {(byte) (configuration << 3), 1, 2, 3};
            assertThat(opus.wrap(packet, 0, 4)).isEqualTo(Verdict.OK);
            assertThat(opus.configuration()).isEqualTo(configuration);
            assertThat(opus.frameCount()).isEqualTo(1);
            assertThat(opus.durationSamples())
                    .as("configuration %d", configuration)
                    .isEqualTo(samples);
        }
    }

    @Test
    void opusFrames() {
        assertThat(opus("fd aabbcc")).isEqualTo(Verdict.OK);
        assertThat(opus.isStereo()).isTrue();
        assertThat(opus.frameCount()).isEqualTo(2);
        assertThat(opus("fb 03 aabbcc")).isEqualTo(Verdict.OK);
        assertThat(opus.isStereo()).isFalse();
        assertThat(opus.frameCount()).isEqualTo(3);
        assertThat(opus.durationSamples()).isEqualTo(2880);
        assertThat(opus("fb")).isEqualTo(Verdict.TRUNCATED);
        assertThat(opus("fb 00")).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(opus("fb 07")).as("140 ms").isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(opus.durationSamples()).isZero();
    }

    @Test
    void opusDtx() {
        assertThat(opus("")).isEqualTo(Verdict.TOO_SHORT);
        assertThat(opus.isDtx()).isFalse();
        assertThat(opus("78")).isEqualTo(Verdict.OK);
        assertThat(opus.isDtx()).isTrue();
        assertThat(opus("78 fe")).isEqualTo(Verdict.OK);
        assertThat(opus.isDtx()).isTrue();
        assertThat(opus("78 fe fe")).isEqualTo(Verdict.OK);
        assertThat(opus.isDtx()).isFalse();
    }
}
