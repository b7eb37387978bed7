package io.plenum.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtcp.TransportFeedbackWriter;
import io.plenum.bridge.rtp.Verdict;
import org.junit.jupiter.api.Test;

/** What retransmissions may take of a viewer's downlink. */
class DownlinkBudgetTest {
    private static final long MS = 1_000_000L;

    private final Downlink downlink = new Downlink(() -> {});
    private long now = 5_000 * MS;

    private int repairs(int wanted) {
        int sent = 0;
        while (sent < wanted && downlink.mayRepeat(now)) {
            downlink.onSent(1_000, PacketKind.REPAIR, now);
            sent++;
        }
        return sent;
    }

    @Test
    void aBurstOfLossesIsRepairedAtOnceAndNoMoreThanAQuarterAfterwards() {
        assertThat(repairs(100)).isBetween(5, 6);
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            now += 100 * MS;
            sent += repairs(100);
        }
        // 75 of 300 kbit/s for 10 s are 90 packets
        assertThat(sent).isBetween(80, 96);
    }

    /** The share of the estimate that retransmissions took over five seconds. */
    private double shareTaken(boolean queueGrows) {
        for (int i = 0; i < 50; i++) {
            tell(i, queueGrows);
        }
        double share = 0;
        for (int i = 50; i < 100; i++) {
            tell(i, queueGrows);
            share += repairs(100) * 1_044 * 8 / (downlink.estimateBps() * 0.1) / 50;
        }
        return share;
    }

    /** Ten packets over 100 ms, of which every fifth is lost. */
    private void tell(int round, boolean queueGrows) {
        long[] arrivals = new long[10];
        int base = 0;
        for (int i = 0; i < arrivals.length; i++) {
            now += 10 * MS;
            int number = downlink.onSent(300, PacketKind.VIDEO, now);
            base = i == 0 ? number : base;
            long queue = queueGrows ? Math.min(round * 20, 300) * MS : 0;
            boolean lost = i % 5 == 2;
            arrivals[i] = lost ? TransportFeedbackWriter.NOT_RECEIVED : now + 20 * MS + queue;
        }
        RtcpWriter rtcp = new RtcpWriter();
        byte[] buffer = new byte[1_000];
        rtcp.begin(buffer, 0, buffer.length);
        new TransportFeedbackWriter().write(rtcp, 1, 2, round, base, arrivals, 0, arrivals.length);
        RtcpCompound compound = new RtcpCompound();
        assertThat(compound.wrap(buffer, 0, rtcp.length())).isEqualTo(Verdict.OK);
        assertThat(compound.next()).isTrue();
        TransportFeedback feedback = new TransportFeedback();
        assertThat(feedback.wrap(compound)).isEqualTo(Verdict.OK);
        downlink.onFeedback(feedback, now + 20 * MS);
    }

    @Test
    void whereAFifthIsLostWithoutAQueueThreeFifthsMayGoIntoRepairs() {
        assertThat(shareTaken(false)).isBetween(0.5, 0.75);
    }

    @Test
    void whatAFullQueueLostIsNotSentIntoItAgain() {
        assertThat(shareTaken(true)).isLessThan(0.4);
    }

    @Test
    void mediaTakesNothingOfIt() {
        for (int i = 0; i < 100; i++) {
            downlink.onSent(1_000, PacketKind.VIDEO, now);
        }
        assertThat(repairs(3)).isEqualTo(3);
    }
}
