package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.MediaKind;
import org.junit.jupiter.api.Test;

class AgeLimitTest {
    private static final long MS = 1_000_000L;

    private final AgeLimit limit = new AgeLimit();

    private boolean dropsVideo(long ageMillis) {
        return limit.exceeds(MediaKind.VIDEO, ageMillis * MS);
    }

    private boolean dropsAudio(long ageMillis) {
        return limit.exceeds(MediaKind.AUDIO, ageMillis * MS);
    }

    @Test
    void whatIsYoungEnoughPasses() {
        assertThat(dropsVideo(-1)).isFalse();
        assertThat(dropsVideo(60)).isFalse();
        assertThat(dropsAudio(80)).isFalse();
    }

    @Test
    void videoIsDroppedUntilTheLoopHasCaughtUp() {
        assertThat(dropsVideo(61)).isTrue();
        assertThat(dropsVideo(30)).isTrue();
        assertThat(dropsVideo(6)).isTrue();
        assertThat(dropsVideo(5)).isFalse();
        assertThat(dropsVideo(30)).isFalse();
    }

    @Test
    void audioHasALimitOfItsOwn() {
        dropsVideo(61);
        assertThat(dropsAudio(61)).isFalse();
        assertThat(dropsAudio(81)).isTrue();
        assertThat(dropsAudio(79)).isFalse();
        assertThat(dropsVideo(30)).isTrue();
    }
}
