package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.LOST;
import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plenum.bridge.parameters.BandwidthLimit;
import io.plenum.bridge.rtcp.TransportFeedback;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The seam as a bridge uses it, without a link; with one in the simulation's tests. */
class DownlinkEstimatorTest {
    private final DownlinkEstimator estimator = new DownlinkEstimator();
    private final Viewer viewer = new Viewer();
    private long now;

    /** Sends some packets over 100 ms; those that are not lost arrive 20 ms later, and are told. */
    private void round(int packets, int bytes, boolean[] lost) {
        long[] arrivals = new long[packets];
        int base = 0;
        for (int i = 0; i < packets; i++) {
            now += 100 * MS / packets;
            int number = estimator.onSent(bytes, PacketKind.VIDEO, now);
            base = i == 0 ? number : base;
            arrivals[i] = lost.length > i && lost[i] ? LOST : now + 20 * MS;
        }
        estimator.onFeedback(viewer.tells(base, arrivals), now + 20 * MS);
    }

    @Test
    void beginsWithSomethingModest() {
        assertThat(estimator.estimateBps()).isEqualTo(DownlinkEstimator.START_BPS);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.GROWING);
        assertThat(estimator.feedbackSeen()).isFalse();
    }

    @Test
    void measuresTheRoundTrip() {
        round(10, 500, new boolean[0]);
        assertThat(estimator.roundTripNanos()).isBetween(19 * MS, 21 * MS);
        assertThat(estimator.feedbackSeen()).isTrue();
    }

    @Test
    void growsWhileTheEstimateIsUsedAndNothingIsLost() {
        for (int i = 0; i < 50; i++) {
            round(10, (int) (estimator.estimateBps() / 8 / 100), new boolean[0]);
        }
        assertThat(estimator.estimateBps()).isGreaterThan(450_000);
    }

    @Test
    void saysThatTheViewerWantsNoMore() {
        estimator.setWanted(200_000);
        round(10, 300, new boolean[0]);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.WANTED);
    }

    @Test
    void saysThatTheApplicationSendsLittle() {
        estimator.setWanted(1_000_000);
        for (int i = 0; i < 20; i++) {
            round(5, 80, new boolean[0]);
        }
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.APPLICATION);
        assertThat(estimator.estimateBps()).isGreaterThanOrEqualTo(DownlinkEstimator.START_BPS);
    }

    @Test
    void aProbeThatNobodyFilledWithPaddingDoesNotLowerTheEstimate() {
        estimator.setWanted(1_000_000);
        for (int i = 0; i < 30; i++) {
            round(5, 80, new boolean[0]);
            assertThat(estimator.estimateBps()).isGreaterThanOrEqualTo(DownlinkEstimator.START_BPS);
        }
    }

    @Test
    void saysThatLossLimits() {
        estimator.setWanted(1_000_000);
        boolean[] half = {true, false, true, false, true, false, true, false, true, false};
        for (int i = 0; i < 50; i++) {
            round(10, (int) (estimator.estimateBps() / 8 / 100), half);
        }
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.LOSS);
        assertThat(estimator.loss()).isGreaterThan(0.4);
        assertThat(estimator.estimateBps()).isLessThan(DownlinkEstimator.START_BPS);
    }

    /** As of who was sent audio alone when video comes. */
    @Test
    void whatWasNotTriedIsNotKnown() {
        estimator.setWanted(100_000);
        for (int i = 0; i < 20; i++) {
            round(5, 80, new boolean[0]);
        }
        estimator.setWanted(1_500_000);
        round(5, 80, new boolean[0]);
        assertThat(estimator.estimateBps()).isLessThan(400_000);
        assertThat(estimator.isKnown()).isFalse();
    }

    @Test
    void whatLossRefusedIsKnown() {
        estimator.setWanted(1_000_000);
        boolean[] half = {true, false, true, false, true, false, true, false, true, false};
        for (int i = 0; i < 50; i++) {
            round(10, (int) (estimator.estimateBps() / 8 / 100), half);
        }
        assertThat(estimator.isKnown()).isTrue();
    }

    @Test
    void goesDownByStepsWhileFeedbackIsMissing() {
        estimator.setWanted(1_000_000);
        round(10, 375, new boolean[0]);
        long before = estimator.estimateBps();
        int deadlines = 0;
        for (int i = 0; i < 80; i++) {
            now += 50 * MS;
            estimator.onSent(1_000, PacketKind.VIDEO, now);
            if (estimator.nextNanos(now) - now <= 0) {
                estimator.onDeadline(now);
                deadlines++;
            }
        }
        assertThat(deadlines).as("twice a second, after a second").isBetween(4, 7);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.NO_FEEDBACK);
        assertThat(estimator.estimateBps()).isBetween(before / 5, before * 2 / 3);
        round(10, 375, new boolean[0]);
        assertThat(estimator.limit(now)).isNotEqualTo(BandwidthLimit.NO_FEEDBACK);
    }

    /** Joining: more is wanted than the first estimate, and there is nothing to probe with. */
    @Test
    void aProbeThatCouldNotBeSentIsNotMadeAgainAtOnce() {
        estimator.setWanted(1_000_000);
        assertThat(estimator.nextNanos(now)).isEqualTo(now);
        estimator.onDeadline(now);
        assertThat(estimator.probes().active()).isNotNull();
        estimator.probes().abandon(now);
        assertThat(estimator.nextNanos(now) - now).isGreaterThan(100 * MS);
    }

    @Test
    void needsNoTimerWhileFeedbackComes() {
        estimator.setWanted(200_000);
        for (int i = 0; i < 50; i++) {
            round(10, 375, new boolean[0]);
            assertThat(estimator.nextNanos(now) - now).isGreaterThan(60_000 * MS);
        }
    }

    @Test
    void theFirstProbeGoesBeforeTheFirstMedia() {
        estimator.setWanted(2_000_000);
        assertThat(estimator.nextNanos(now)).isEqualTo(now);
        estimator.onDeadline(now);
        assertThat(estimator.probes().active()).isNotNull();
        assertThat(estimator.nextNanos(now) - now).isPositive();
        estimator.probes().abandon(now);
        estimator.onDeadline(now);
        assertThat(estimator.nextNanos(now) - now).as("nothing to send it with").isPositive();
    }

    @Test
    void silenceOfOursIsNoMissingFeedback() {
        round(10, 375, new boolean[0]);
        long before = estimator.estimateBps();
        for (int i = 0; i < 200; i++) {
            now += 50 * MS;
            estimator.onDeadline(now);
        }
        assertThat(estimator.estimateBps()).isEqualTo(before);
    }

    @Test
    void aViewerWithoutTransportFeedbackIsFollowedByItsOwnEstimate() {
        estimator.setWanted(2_000_000);
        estimator.onSentUntracked(1_000, now);
        estimator.onRemb(1_500_000, now);
        assertThat(estimator.estimateBps()).isEqualTo(1_500_000);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.REMB);
        estimator.onRemb(400_000, now + 1_000 * MS);
        assertThat(estimator.estimateBps()).isEqualTo(400_000);
    }

    @Test
    void aViewerWithReportsAloneIsUnlimitedUntilItLoses() {
        estimator.setWanted(2_000_000);
        sendForASecond(2_000_000);
        estimator.onReceiverReport(250, 0, now);
        assertThat(estimator.estimateBps()).isEqualTo(DownlinkEstimator.MAX_BPS);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.WANTED);
        for (int second = 0; second < 20; second++) {
            long sendingBps = Math.min(2_000_000, estimator.estimateBps());
            int packets = sendForASecond(sendingBps);
            // The path carries 1 Mbit/s.
            int lost = Math.max(0, packets - 1_000_000 / 8_000);
            estimator.onReceiverReport(packets, lost, now);
        }
        assertThat(estimator.estimateBps()).isBetween(150_000L, 1_300_000L);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.LOSS);
        long low = estimator.estimateBps();
        for (int second = 0; second < 30; second++) {
            estimator.onReceiverReport(sendForASecond(estimator.estimateBps()), 0, now);
        }
        assertThat(estimator.estimateBps()).isGreaterThan(low * 3 / 2);
    }

    @Test
    void lossThatStoppedEverythingIsForgotten() {
        estimator.setWanted(2_000_000);
        for (int second = 0; second < 5; second++) {
            estimator.onReceiverReport(sendForASecond(1_000_000), 60, now);
        }
        assertThat(estimator.estimateBps()).isLessThan(500_000);
        now += 4_000 * MS;
        estimator.onDeadline(now);
        assertThat(estimator.estimateBps()).isLessThan(500_000);
        now += 1_001 * MS;
        estimator.onDeadline(now);
        assertThat(estimator.estimateBps()).isEqualTo(DownlinkEstimator.MAX_BPS);
    }

    private int sendForASecond(long bps) {
        int packets = (int) (bps / 8_000);
        for (int i = 0; i < packets; i++) {
            now += 1_000 * MS / packets;
            estimator.onSentUntracked(1_000, now);
        }
        return packets;
    }

    @Test
    void whoTellsNothingIsNotStarved() {
        estimator.setWanted(2_000_000);
        estimator.onSent(1_000, PacketKind.VIDEO, now);
        now += DownlinkEstimator.FEEDBACK_EXPECTED_NANOS - 1;
        estimator.onReceiverReport(100, 90, now);
        assertThat(estimator.estimateBps())
                .as("feedback may still come")
                .isEqualTo(DownlinkEstimator.START_BPS);
        now += 1;
        estimator.onDeadline(now);
        assertThat(estimator.estimateBps()).isEqualTo(DownlinkEstimator.MAX_BPS);
        assertThat(estimator.limit(now)).isEqualTo(BandwidthLimit.UNKNOWN);
        assertThat(estimator.probes().active()).isNull();
        round(10, 375, new boolean[0]);
        assertThat(estimator.estimateBps()).as("it came after all").isLessThan(2_000_000);
    }

    @Test
    void nothingIsAllocatedPerPacket() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        estimator.setWanted(10_000_000);
        long allocated = 0;
        int packets = 40;
        long[] arrivals = new long[packets];
        for (int round = 0; round < 600; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            int base = 0;
            for (int i = 0; i < packets; i++) {
                now += 2 * MS;
                int number = estimator.onSent(1_000, PacketKind.VIDEO, now);
                base = i == 0 ? number : base;
                arrivals[i] = i == 7 ? LOST : now + 20 * MS;
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            TransportFeedback feedback = viewer.tells(base, arrivals);
            before = threads.getCurrentThreadAllocatedBytes();
            estimator.onFeedback(feedback, now + 20 * MS);
            estimator.onDeadline(now + 20 * MS);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            if (round < 100) {
                // Classes are loaded and arrays find their size.
                allocated = 0;
            }
        }
        assertThat(allocated).as("bytes for 20,000 packets").isLessThan(20_000);
    }

    @Test
    void onceTransportFeedbackHasComeReportsAreNotListenedTo() {
        round(10, 375, new boolean[0]);
        long before = estimator.estimateBps();
        estimator.onRemb(40_000, now);
        estimator.onReceiverReport(100, 90, now);
        assertThat(estimator.estimateBps()).isEqualTo(before);
    }
}
