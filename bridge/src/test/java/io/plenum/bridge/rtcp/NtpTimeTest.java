package io.plenum.bridge.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NtpTimeTest {
    @Test
    void convertsBetweenEpochs() {
        assertThat(NtpTime.ofUnixNanos(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.ofUnixNanos(500_000_000)).isEqualTo(2_208_988_800L << 32 | 1L << 31);
        for (String moment :
                new String[] {
                    "1970-01-01T00:00:00.25Z",
                    "2026-11-20T12:00:00.123456789Z",
                    "2040-01-01T00:00:00.999999999Z"
                }) {
            Instant instant = Instant.parse(moment);
            long nanos = instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
            assertThat(NtpTime.toUnixNanos(NtpTime.ofUnixNanos(nanos))).isEqualTo(nanos);
        }
    }

    /** The example of RFC 3550 section 6.4.1, figure 2: 6.125 s. */
    @Test
    void roundTripOfTheFigure() {
        int lastReport = NtpTime.compact(0xb44db705_20000000L);
        int delay = NtpTime.compactDuration(5_250_000_000L);
        assertThat(lastReport).isEqualTo(0xb705_2000);
        assertThat(delay).isEqualTo(0x0005_4000);
        assertThat(NtpTime.roundTripNanos(0xb710_8000, lastReport, delay))
                .isEqualTo(6_125_000_000L);
    }

    @Test
    void roundTripIsUnknownWithoutAReportAndNeverNegative() {
        assertThat(NtpTime.roundTripNanos(5, 0, 0)).isEqualTo(-1);
        assertThat(NtpTime.roundTripNanos(100, 90, 11)).isZero();
        assertThat(NtpTime.roundTripNanos(5, -5, 2)).isEqualTo(8 * 1_000_000_000L / 65536);
    }

    @Test
    void durationsAreClamped() {
        assertThat(NtpTime.compactDuration(-1)).isZero();
        assertThat(NtpTime.compactDuration(65_536_000_000_000L)).isEqualTo(-1);
        assertThat(NtpTime.compactToNanos(0x00018000)).isEqualTo(1_500_000_000L);
    }
}
