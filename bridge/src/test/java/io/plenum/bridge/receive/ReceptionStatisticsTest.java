package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final long MILLI = 1_000_000L;

    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);

    @Test
    void reportsWhatWasLostSinceTheLastReport() {
        for (int sequence = 0; sequence < 100; sequence++) {
            if (sequence % 4 != 3) {
                statistics.onPacket(sequence * MILLI, sequence, sequence * 90);
            }
        }
        statistics.onPacket(100 * MILLI, 100, 9_000);
        statistics.beginReport();
        assertThat(statistics.cumulativeLost()).isEqualTo(25);
        assertThat(statistics.fractionLost()).isEqualTo(25 * 256 / 101);

        statistics.onPacket(101 * MILLI, 101, 9_090);
        statistics.beginReport();
        assertThat(statistics.fractionLost()).isZero();
        assertThat(statistics.cumulativeLost()).isEqualTo(25);
    }

    @Test
    void aLatePacketIsNotLost() {
        statistics.onPacket(0, 10, 0);
        statistics.onPacket(2 * MILLI, 12, 180);
        statistics.onPacket(3 * MILLI, 11, 90);
        statistics.beginReport();
        assertThat(statistics.cumulativeLost()).isZero();
        assertThat(statistics.extendedHighestSequence()).isEqualTo(12);
    }

    @Test
    void jitterIsZeroForAnEvenStreamAndSettlesAtTheDeviationOfAnUnevenOne() {
        for (int i = 0; i < 200; i++) {
            statistics.onPacket(20L * i * MILLI, i, i * 1_800);
        }
        assertThat(statistics.jitter()).isZero();
        for (int i = 200; i < 600; i++) {
            long late = i % 2 == 0 ? 0 : 10 * MILLI;
            statistics.onPacket(20L * i * MILLI + late, i, i * 1_800);
        }
        // Every interarrival difference is 10 ms, 900 units.
        assertThat(statistics.jitter()).isBetween(880L, 900L);
    }

    @Test
    void answersASenderReportWithItsTimeAndTheDelaySince() {
        assertThat(statistics.delaySinceLastSenderReport(5)).isZero();
        statistics.onSenderReport(1_000 * MILLI, 0x1122_3344_5566_7788L);
        assertThat(statistics.lastSenderReport()).isEqualTo(0x3344_5566);
        assertThat(statistics.delaySinceLastSenderReport(1_500 * MILLI)).isEqualTo(32_768);
    }
}
