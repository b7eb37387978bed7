package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {
    private final ProbeController probes = new ProbeController();
    private final Pacer pacer = new Pacer(probes);
    private final List<Long> left = new ArrayList<>();
    private long now;

    private void frame(int packets, int bytes) {
        for (int i = 0; i < packets; i++) {
            assertThat(pacer.add(3, i, bytes, now)).isTrue();
        }
    }

    /** What a loop does at the pacer's deadlines, for some milliseconds. */
    private void runs(long millis, int bytes) {
        long end = now + millis * MS;
        while (now <= end) {
            while (pacer.next(now)) {
                left.add(pacer.sequence());
                pacer.onSent(bytes, now);
            }
            now = Math.max(pacer.deadlineNanos(now), now + MS);
        }
        now = end;
    }

    @Test
    void aSmallFrameLeavesAtOnce() {
        pacer.setEstimate(4_000_000);
        frame(5, 1_200);
        while (pacer.next(now)) {
            left.add(pacer.sequence());
            pacer.onSent(1_200, now);
        }
        assertThat(left).as("one burst, one segmented send").hasSize(5);
    }

    @Test
    void aLargeFrameIsSpreadAtTwoAndAHalfTimesTheEstimate() {
        pacer.setEstimate(1_000_000);
        frame(25, 1_250);
        runs(50, 1_250);
        // 2.5 Mbit/s: a packet every 4 ms, and one for the full bucket
        assertThat((double) left.size()).isCloseTo(13, within(1.0));
        runs(60, 1_250);
        assertThat(left).hasSize(25);
        assertThat(left).isSorted();
    }

    @Test
    void packetsOfABurstLeaveTogether() {
        pacer.setEstimate(20_000_000);
        frame(100, 1_250);
        int bursts = 0;
        int sent = 0;
        while (sent < 100) {
            int before = sent;
            while (pacer.next(now)) {
                pacer.onSent(1_250, now);
                sent++;
            }
            bursts += sent > before ? 1 : 0;
            now = Math.max(pacer.deadlineNanos(now), now + MS);
        }
        assertThat(100 / bursts).as("packets of one burst").isGreaterThanOrEqualTo(5);
    }

    @Test
    void audioDoesNotWaitAndIsTakenFromTheBudget() {
        pacer.setEstimate(300_000);
        assertThat(pacer.mayPass(now)).isTrue();
        pacer.onSent(1_200, now);
        assertThat(pacer.mayPass(now)).isFalse();
    }

    @Test
    void anythingThatWaitsHoldsLaterVideoBehindIt() {
        pacer.setEstimate(300_000);
        frame(3, 1_200);
        runs(4, 1_200);
        assertThat(pacer.waiting()).isPositive();
        assertThat(pacer.mayPass(now)).isFalse();
    }

    @Test
    void nothingWaitsLongerThanAQuarterOfASecond() {
        pacer.setEstimate(100_000);
        frame(100, 1_250);
        runs(260, 1_250);
        assertThat(left).hasSize(100);
    }

    @Test
    void whatALoopThatStoodStillFindsTooOldIsToldOf() {
        pacer.setEstimate(100_000);
        frame(10, 1_250);
        now += 600 * MS;
        assertThat(pacer.overdueSlot(now)).isEqualTo(3);
        assertThat(pacer.forget(3)).isEqualTo(10);
        assertThat(pacer.overdueSlot(now)).isEqualTo(-1);
        assertThat(pacer.next(now)).isFalse();
        assertThat(pacer.queuedBytes()).isZero();
    }

    @Test
    void refusesMoreThanItHolds() {
        for (int i = 0; i < Pacer.MAX_PACKETS; i++) {
            assertThat(pacer.add(1, i, 100, now)).isTrue();
        }
        assertThat(pacer.add(1, 5_000, 100, now)).isFalse();
    }

    @Test
    void aSlotThatIsGoneLeavesNothingBehind() {
        pacer.setEstimate(10_000_000);
        pacer.add(1, 10, 100, now);
        pacer.add(2, 20, 100, now);
        pacer.add(1, 11, 100, now);
        pacer.forget(1);
        runs(20, 100);
        assertThat(left).containsExactly(20L);
        assertThat(pacer.queuedBytes()).isZero();
    }

    @Test
    void aProbeIsFilledWithPaddingAtItsRate() {
        probes.setWanted(5_000_000);
        probes.update(300_000, BandwidthUsage.NORMAL, false, now);
        pacer.setEstimate(300_000);
        long began = now;
        long bytes = 0;
        while (probes.active() != null) {
            int padding = pacer.paddingBytes(now);
            while (padding > 0) {
                bytes += padding;
                probes.onSent(padding, now);
                pacer.onSent(padding, now);
                padding = pacer.paddingBytes(now);
            }
            if (probes.active() != null) {
                now = Math.max(pacer.deadlineNanos(now), now + MS);
            }
        }
        assertThat(bytes * 8e9 / (now - began)).isBetween(800_000.0, 1_400_000.0);
        assertThat(pacer.paddingBytes(now)).as("the probe is over").isZero();
    }
}
