package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyFrameRequestsTest {
    private static final long MILLI = 1_000_000L;

    private final KeyFrameRequests requests = new KeyFrameRequests();

    @Test
    void manyViewersMakeOneRequest() {
        requests.request();
        assertThat(requests.poll(0)).isTrue();
        requests.request();
        requests.request();
        assertThat(requests.poll(10 * MILLI)).isFalse();
    }

    @Test
    void repeatsUntilAKeyFrameComes() {
        requests.request();
        assertThat(requests.poll(0)).isTrue();
        assertThat(requests.pending()).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(300 * MILLI);
        assertThat(requests.poll(300 * MILLI)).isTrue();
        requests.onKeyFrame();
        assertThat(requests.pending()).isFalse();
        assertThat(requests.poll(600 * MILLI)).isFalse();
    }

    @Test
    void givesUpOnAPublisherThatNeverAnswers() {
        requests.request();
        int sent = 0;
        for (long now = 0; now < 60_000 * MILLI; now += 300 * MILLI) {
            if (requests.poll(now)) {
                sent++;
            }
        }
        assertThat(sent).isEqualTo(20);
        assertThat(requests.pending()).isFalse();
    }

    @Test
    void worksWhenTheMonotonicClockWraps() {
        requests.request();
        assertThat(requests.poll(Long.MAX_VALUE - 1)).isTrue();
        assertThat(requests.poll(Long.MAX_VALUE + 10)).isFalse();
        assertThat(requests.poll(Long.MAX_VALUE + 300 * MILLI)).isTrue();
    }
}
