package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceNumbersTest {
    @Test
    void ordersAcrossTheWrap() {
        assertThat(SequenceNumbers.isNewer(1, 0)).isTrue();
        assertThat(SequenceNumbers.isNewer(0, 65535)).isTrue();
        assertThat(SequenceNumbers.isNewer(65535, 0)).isFalse();
        assertThat(SequenceNumbers.isNewer(7, 7)).isFalse();
        assertThat(SequenceNumbers.isOlder(65535, 0)).isTrue();
        assertThat(SequenceNumbers.difference(2, 65534)).isEqualTo(4);
        assertThat(SequenceNumbers.difference(65534, 2)).isEqualTo(-4);
        assertThat(SequenceNumbers.isNewer(32768, 0)).isFalse();
        assertThat(SequenceNumbers.isNewer(0, 32768)).isFalse();
        assertThat(SequenceNumbers.plus(65535, 2)).isEqualTo(1);
        assertThat(SequenceNumbers.plus(1, -3)).isEqualTo(65534);
    }

    @Test
    void sequenceIsUnwrappedOverManyWraps() {
        ExtendedSequence sequence = new ExtendedSequence();
        for (long expected = 65000; expected < 65536 * 5L; expected += 17) {
            assertThat(sequence.unwrap((int) expected & 0xFFFF)).isEqualTo(expected);
        }
    }

    @Test
    void latePacketsKeepTheirPlace() {
        ExtendedSequence sequence = new ExtendedSequence();
        assertThat(sequence.isStarted()).isFalse();
        assertThat(sequence.peek(65530)).isEqualTo(65530);
        assertThat(sequence.unwrap(65530)).isEqualTo(65530);
        assertThat(sequence.unwrap(3)).isEqualTo(65539);
        assertThat(sequence.unwrap(65535)).isEqualTo(65535);
        assertThat(sequence.unwrap(4)).isEqualTo(65540);
        assertThat(sequence.highest()).isEqualTo(65540);
        assertThat(sequence.peek(9)).isEqualTo(65545);
        assertThat(sequence.highest()).isEqualTo(65540);
        sequence.reset();
        assertThat(sequence.unwrap(0)).isZero();
        assertThat(sequence.unwrap(65535)).isEqualTo(-1);
    }

    @Test
    void timestampIsUnwrapped() {
        ExtendedTimestamp timestamp = new ExtendedTimestamp();
        assertThat(timestamp.unwrap(0xFFFFFF00)).isEqualTo(0xFFFFFF00L);
        assertThat(timestamp.unwrap(0x100)).isEqualTo(0x1_0000_0100L);
        assertThat(timestamp.unwrap(0xFFFFFFFF)).isEqualTo(0xFFFFFFFFL);
        assertThat(timestamp.unwrap(0x7FFFFFFF)).isEqualTo(0x1_7FFFFFFFL);
        assertThat(timestamp.unwrap(0xFFFFFFF0)).isEqualTo(0x1_FFFFFFF0L);
        assertThat(timestamp.unwrap(1)).isEqualTo(0x2_0000_0001L);
    }

    @Test
    void sendTimesWrapAfter64Seconds() {
        assertThat(AbsoluteSendTime.ofNanos(1_000_000_000L)).isEqualTo(1 << 18);
        assertThat(AbsoluteSendTime.ofNanos(65_500_000_000L)).isEqualTo((1 << 18) + (1 << 17));
        int before = AbsoluteSendTime.ofNanos(63_990_000_000L);
        int after = AbsoluteSendTime.ofNanos(64_010_000_000L);
        assertThat(AbsoluteSendTime.nanosBetween(before, after))
                .isBetween(19_990_000L, 20_010_000L);
        assertThat(AbsoluteSendTime.nanosBetween(after, before))
                .isBetween(-20_010_000L, -19_990_000L);
    }

    @Test
    void audioLevelHasVoiceAndLevel() {
        assertThat(AudioLevel.isVoice(0x85)).isTrue();
        assertThat(AudioLevel.level(0x85)).isEqualTo(5);
        assertThat(AudioLevel.isVoice(AudioLevel.SILENCE)).isFalse();
    }
}
