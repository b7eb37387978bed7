package io.plenum.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentReportsTest {
    private static final long MS = 1_000_000L;

    private final SentReports reports = new SentReports();

    @Test
    void tellsTheRoundTripOfAnAnsweredReport() {
        reports.onSent(0x1234, 1_000 * MS);
        reports.onSent(0x5678, 2_000 * MS);
        assertThat(reports.roundTripNanos(0x1234, 900 * MS, 1_940 * MS)).isEqualTo(40 * MS);
    }

    @Test
    void tellsNothingOfOthers() {
        reports.onSent(0x1234, 0);
        assertThat(reports.roundTripNanos(0, 0, MS)).as("none seen").isEqualTo(-1);
        assertThat(reports.roundTripNanos(0x9999, 0, MS)).as("not ours").isEqualTo(-1);
        assertThat(reports.roundTripNanos(0x1234, 5 * MS, MS)).as("nonsense").isEqualTo(-1);
        for (int i = 1; i <= 4; i++) {
            reports.onSent(i, i);
        }
        assertThat(reports.roundTripNanos(0x1234, 0, MS)).as("too long ago").isEqualTo(-1);
    }
}
