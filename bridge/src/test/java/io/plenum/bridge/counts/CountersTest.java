package io.plenum.bridge.counts;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.CodecParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void aValueOnABoundBelongsBelowIt() {
        counters.observe(Distribution.FORWARD_DELAY, 50_000);
        counters.observe(Distribution.FORWARD_DELAY, 50_001);
        counters.observe(Distribution.FORWARD_DELAY, 3_000_000_000L);

        Histogram histogram = counters.histogram(Distribution.FORWARD_DELAY);

        assertThat(histogram.counts()).startsWith(1, 1, 0).endsWith(0, 1);
        assertThat(histogram.count()).isEqualTo(3);
        assertThat(histogram.sum()).isEqualTo(3_000_100_001L);
    }

    @ParameterizedTest
    @EnumSource
    void boundsRise(Distribution what) {
        for (int i = 1; i < what.boundCount(); i++) {
            assertThat(what.bound(i)).isGreaterThan(what.bound(i - 1));
        }
        assertThat(counters.histogram(what).counts()).hasSize(what.boundCount() + 1);
    }

    @Test
    void histogramsOfLoopsAddUp() {
        counters.observe(Distribution.LOSS_SENT, 0);
        Counters other = new Counters();
        other.observe(Distribution.LOSS_SENT, 255);

        Histogram both =
                counters.histogram(Distribution.LOSS_SENT)
                        .plus(other.histogram(Distribution.LOSS_SENT));

        assertThat(both.counts()).startsWith(1).endsWith(1);
        assertThat(both.sum()).isEqualTo(255);
    }

    @Test
    void codecsAreCountedApart() {
        counters.addMedia(CountedCodec.VP8, MediaTotal.PACKETS_SENT, 3);
        counters.addMedia(CountedCodec.VP8, MediaTotal.PAYLOAD_BYTES_SENT, 300);
        counters.addMedia(CountedCodec.OPUS, MediaTotal.PACKETS_SENT, 1);

        assertThat(counters.media(CountedCodec.VP8, MediaTotal.PACKETS_SENT)).isEqualTo(3);
        assertThat(counters.media(CountedCodec.VP8, MediaTotal.PACKETS_RECEIVED)).isZero();
        assertThat(counters.media(CountedCodec.OPUS, MediaTotal.PACKETS_SENT)).isEqualTo(1);
        assertThat(CountedCodec.of(codec("vp8"), true)).isEqualTo(CountedCodec.VP8);
        assertThat(CountedCodec.of(codec("g722"), false)).isEqualTo(CountedCodec.OTHER_AUDIO);
        assertThat(CountedCodec.of(codec("theora"), true)).isEqualTo(CountedCodec.OTHER_VIDEO);
    }

    private static CodecParameters codec(String name) {
        return new CodecParameters(96, name, 90_000, 1, "", -1, true);
    }
}
