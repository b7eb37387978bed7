package io.plenum.bridge.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** H.264 (RFC 6184) and H.265 (RFC 7798), which packetize NAL units alike. */
class NalUnitPayloadTest {
    private final H264Payload h264 = new H264Payload();
    private final H265Payload h265 = new H265Payload();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private Verdict h264(String payload) {
        byte[] bytes = hex(payload);
        return h264.wrap(bytes, 0, bytes.length);
    }

    private Verdict h265(String payload) {
        byte[] bytes = hex(payload);
        return h265.wrap(bytes, 0, bytes.length);
    }

    @Test
    void h264KeyFrameInOneUnit() {
        assertThat(h264("65 88")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isTrue();
        assertThat(h264.hasIdrSlice()).isTrue();
        assertThat(h264("67 42")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isTrue();
        assertThat(h264.hasSequenceParameterSet()).isTrue();
        assertThat(h264("41 9a")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isFalse();
        assertThat(h264("68 ce")).isEqualTo(Verdict.OK);
        assertThat(h264.hasPictureParameterSet()).isTrue();
        assertThat(h264.isKeyFrame()).as("a picture parameter set alone").isFalse();
    }

    /** As Chromium sends a key frame: SPS, PPS and the IDR slice's first bytes in one STAP-A. */
    @Test
    void h264KeyFrameInAnAggregate() {
        assertThat(h264("78 0002 6742 0002 68ce 0002 6588")).isEqualTo(Verdict.OK);
        assertThat(h264.nalUnitCount()).isEqualTo(3);
        assertThat(h264.isKeyFrame()).isTrue();
        assertThat(h264("78 0002 419a 0002 0100")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isFalse();
    }

    @Test
    void h264KeyFrameInFragments() {
        assertThat(h264("7c 85 88")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isTrue();
        assertThat(h264("7c 05 88")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).as("middle of an IDR slice").isFalse();
        assertThat(h264.isContinuation()).isTrue();
        assertThat(h264.nalUnitCount()).isZero();
        assertThat(h264("7c 81 88")).isEqualTo(Verdict.OK);
        assertThat(h264.isKeyFrame()).isFalse();
    }

    @Test
    void h264RefusesWhatIsCutOrReserved() {
        assertThat(h264("")).isEqualTo(Verdict.TOO_SHORT);
        for (String cut :
                new String[] {"78", "78 00", "78 0002 67", "78 0001 67 00", "7c", "7c 85"}) {
            assertThat(h264(cut)).as(cut).isEqualTo(Verdict.TRUNCATED);
            assertThat(h264.isKeyFrame()).isFalse();
        }
        for (String illegal :
                new String[] {"60", "79 00", "7a", "7b", "7d 85", "7e", "7f", "78 0000"}) {
            assertThat(h264(illegal)).as(illegal).isEqualTo(Verdict.ILLEGAL_VALUE);
        }
    }

    @Test
    void h265KeyFrames() {
        assertThat(h265("26 01 af")).isEqualTo(Verdict.OK);
        assertThat(h265.isKeyFrame()).isTrue();
        assertThat(h265.hasIrapPicture()).isTrue();
        assertThat(h265("02 03 d0")).isEqualTo(Verdict.OK);
        assertThat(h265.isKeyFrame()).isFalse();
        assertThat(h265.temporalId()).isEqualTo(2);
        assertThat(h265("60 01 0003 400100 0003 420100 0003 440100")).isEqualTo(Verdict.OK);
        assertThat(h265.nalUnitCount()).isEqualTo(3);
        assertThat(h265.hasParameterSet()).isTrue();
        assertThat(h265.isKeyFrame()).isTrue();
        assertThat(h265("62 01 93 af")).isEqualTo(Verdict.OK);
        assertThat(h265.isKeyFrame()).isTrue();
        assertThat(h265("62 01 13 af")).isEqualTo(Verdict.OK);
        assertThat(h265.isKeyFrame()).isFalse();
        assertThat(h265.isContinuation()).isTrue();
    }

    @Test
    void h265RefusesWhatIsCutOrReserved() {
        assertThat(h265("")).isEqualTo(Verdict.TOO_SHORT);
        assertThat(h265("26")).isEqualTo(Verdict.TOO_SHORT);
        for (String cut :
                new String[] {"60 01", "60 01 00", "60 01 0003 4001", "62 01", "62 01 93"}) {
            assertThat(h265(cut)).as(cut).isEqualTo(Verdict.TRUNCATED);
            assertThat(h265.isKeyFrame()).isFalse();
        }
        for (String illegal : new String[] {"26 00 af", "64 01 00", "7e 01 00", "60 01 0001 40"}) {
            assertThat(h265(illegal)).as(illegal).isEqualTo(Verdict.ILLEGAL_VALUE);
        }
    }
}
