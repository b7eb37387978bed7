package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AcknowledgedBitrateTest {
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();

    @Test
    void isUnknownAtFirst() {
        for (int i = 0; i < AcknowledgedBitrate.REQUIRED_PACKETS - 1; i++) {
            acknowledged.onPacket(i * MS, i * MS, 1_000);
            assertThat(acknowledged.bps()).isEqualTo(-1);
        }
    }

    @Test
    void measuresWhatArrives() {
        // 1250 bytes every 10 ms: 1 Mbit/s
        for (int i = 0; i < 100; i++) {
            acknowledged.onPacket(i * (10 * MS), 40 * MS + i * (10 * MS), 1_250);
        }
        assertThat(acknowledged.bps()).isCloseTo(1_000_000, Percentage.withPercentage(1));
    }

    @Test
    void isWhatThePathCarriesWhenMoreIsSent() {
        for (int i = 0; i < 100; i++) {
            acknowledged.onPacket(i * (5 * MS), i * (10 * MS), 1_250);
        }
        assertThat(acknowledged.bps()).isCloseTo(1_000_000, Percentage.withPercentage(2));
    }

    @Test
    void isWhatWasSentWhenAQueueEmptiesFaster() {
        for (int i = 0; i < 50; i++) {
            acknowledged.onPacket(i * (10 * MS), 500 * MS + i * MS, 1_250);
        }
        assertThat(acknowledged.bps()).isCloseTo(1_000_000, Percentage.withPercentage(3));
    }

    @Test
    void oneLongPauseOfARadioLinkDoesNotLowerIt() {
        long arrival = 0;
        for (int i = 0; i < 50; i++) {
            // Held back for 150 ms once, then all at once.
            arrival = Math.max(i * (10 * MS), i >= 20 && i < 35 ? 350 * MS : 0);
            acknowledged.onPacket(i * (10 * MS), arrival, 1_250);
        }
        assertThat(acknowledged.bps()).isGreaterThan(900_000);
    }

    @Test
    void followsADropWithinItsWindow() {
        for (int i = 0; i < 100; i++) {
            acknowledged.onPacket(i * (10 * MS), i * (10 * MS), 2_500);
        }
        for (int i = 0; i < 60; i++) {
            acknowledged.onPacket(1_000 * MS + i * (10 * MS), 1_000 * MS + i * (10 * MS), 250);
        }
        assertThat(acknowledged.bps()).isCloseTo(200_000, within(30_000L));
    }

    @Test
    void aJumpOfTheViewersClockBeginsAnew() {
        for (int i = 0; i < 50; i++) {
            acknowledged.onPacket(i * (10 * MS), i * (10 * MS), 1_250);
        }
        acknowledged.onPacket(500 * MS, 86_400_000 * MS, 1_250);
        assertThat(acknowledged.bps()).isEqualTo(-1);
    }
}
