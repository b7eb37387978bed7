package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyFrameRequestsTest {
    private static final long MS = 1_000_000L;
    private static final long INTERVAL = KeyFrameRequests.MIN_INTERVAL_NANOS;
    private static final long RTT = 50 * MS;
    private static final long VIEWER_RTT = 80 * MS;

    private final KeyFrameRequests requests = new KeyFrameRequests();

    private boolean poll(long nowNanos) {
        return requests.poll(nowNanos, RTT);
    }

    @Test
    void manyViewersMakeOneRequest() {
        requests.request(0);
        assertThat(poll(0)).isTrue();
        requests.request(5 * MS);
        requests.requestByViewer(6 * MS, VIEWER_RTT);
        assertThat(poll(10 * MS)).isFalse();
        requests.onKeyFrame(70 * MS);
        assertThat(requests.pending()).isFalse();
    }

    @Test
    void repeatsUntilAKeyFrameComes() {
        requests.request(0);
        assertThat(poll(0)).isTrue();
        assertThat(requests.pending()).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(INTERVAL);
        assertThat(poll(INTERVAL - 1)).isFalse();
        assertThat(poll(INTERVAL)).isTrue();
        requests.onKeyFrame(INTERVAL + 50 * MS);
        assertThat(requests.pending()).isFalse();
        assertThat(poll(2 * INTERVAL)).isFalse();
    }

    @Test
    void doesNotRepeatBeforeTheAnswerCanBeHere() {
        requests.request(0);
        assertThat(requests.poll(0, 600 * MS)).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(700 * MS);
        assertThat(requests.poll(699 * MS, 600 * MS)).isFalse();
        assertThat(requests.poll(700 * MS, 600 * MS)).isTrue();
    }

    @Test
    void aViewersRequestThatCrossedWithTheKeyFrameMakesNoSecondOne() {
        requests.request(0);
        assertThat(poll(0)).isTrue();
        requests.onKeyFrame(60 * MS);
        // It reaches the viewer at 100 ms; what the viewer said until then is here by 140 ms.
        for (long now = 61 * MS; now <= 140 * MS; now += MS) {
            requests.requestByViewer(now, VIEWER_RTT);
        }
        assertThat(requests.pending()).isFalse();
        assertThat(poll(INTERVAL)).isFalse();
    }

    @Test
    void aViewerThatLostTheKeyFrameGetsAnother() {
        requests.request(0);
        assertThat(poll(0)).isTrue();
        requests.onKeyFrame(60 * MS);
        requests.requestByViewer(60 * MS + VIEWER_RTT + KeyFrameRequests.PASSING_NANOS, VIEWER_RTT);
        assertThat(requests.pending()).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(INTERVAL);
        assertThat(poll(INTERVAL)).isTrue();
    }

    @Test
    void aViewerThatRepeatsItsRequestGetsAnotherEvenIfTheFirstCrossed() {
        requests.onKeyFrame(0);
        requests.requestByViewer(20 * MS, VIEWER_RTT);
        assertThat(requests.pending()).isFalse();
        requests.requestByViewer(220 * MS, VIEWER_RTT);
        assertThat(poll(220 * MS)).isTrue();
    }

    @Test
    void ourOwnNeedIsNotMetByAKeyFrameOfBefore() {
        requests.onKeyFrame(0);
        requests.request(MS); // a viewer that came just after it
        assertThat(poll(MS)).isTrue();
    }

    @Test
    void aViewersRequestThatCrossesDoesNotWithdrawOurOwn() {
        requests.onKeyFrame(0);
        requests.request(MS);
        requests.requestByViewer(2 * MS, VIEWER_RTT);
        assertThat(requests.pending()).isTrue();
    }

    @Test
    void takesTheFirstRequestEvenWithoutAnyKeyFrameBefore() {
        requests.requestByViewer(5 * MS, VIEWER_RTT);
        assertThat(requests.pending()).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(5 * MS);
        assertThat(poll(5 * MS)).isTrue();
    }

    @Test
    void asksAPublisherThatNeverAnswersMoreAndMoreSeldom() {
        int[] sent = new int[4];
        for (long now = 0; now < 40_000 * MS; now += 100 * MS) {
            requests.request(now); // viewers go on waiting
            if (poll(now)) {
                sent[(int) (now / (10_000 * MS))]++;
            }
        }
        assertThat(sent).containsExactly(9, 4, 3, 3);
    }

    @Test
    void leavesAPublisherAloneWhenNobodyAsksAnyMore() {
        requests.request(0);
        int sent = 0;
        for (long now = 0; now < 600_000 * MS; now += 100 * MS) {
            if (poll(now)) {
                sent++;
            }
        }
        assertThat(sent).isEqualTo(20);
        assertThat(requests.pending()).isFalse();
    }

    @Test
    void asksAtOnceWhenAMutedPublisherIsBack() {
        for (long now = 0; now < 40_000 * MS; now += 100 * MS) {
            requests.request(now);
            poll(now);
        }
        assertThat(poll(40_000 * MS)).isFalse();
        requests.onSourceBack(40_010 * MS);
        assertThat(poll(40_010 * MS)).isTrue();
        assertThat(requests.nextNanos()).isEqualTo(40_010 * MS + INTERVAL);
    }

    @Test
    void worksWhenTheMonotonicClockWraps() {
        requests.request(Long.MAX_VALUE - 1);
        assertThat(requests.nextNanos()).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(poll(Long.MAX_VALUE - 1)).isTrue();
        assertThat(poll(Long.MAX_VALUE + 10)).isFalse();
        assertThat(poll(Long.MAX_VALUE + INTERVAL)).isTrue();
        requests.onKeyFrame(Long.MAX_VALUE);
        requests.requestByViewer(Long.MAX_VALUE + 10 * MS, VIEWER_RTT);
        assertThat(requests.pending()).isFalse();
    }

    @Test
    void anUnsetClockBelowZeroIsNotMistakenForAKeyFrameOrARequestJustNow() {
        requests.requestByViewer(-MS, VIEWER_RTT);
        assertThat(requests.nextNanos()).isEqualTo(-MS);
        assertThat(poll(-MS)).isTrue();
    }
}
