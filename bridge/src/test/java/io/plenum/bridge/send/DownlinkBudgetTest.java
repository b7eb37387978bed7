package io.plenum.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.cc.PacketKind;
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

    @Test
    void mediaTakesNothingOfIt() {
        for (int i = 0; i < 100; i++) {
            downlink.onSent(1_000, PacketKind.VIDEO, now);
        }
        assertThat(repairs(3)).isEqualTo(3);
    }
}
