package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtcp.ExtendedReport;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtendedReportTimesTest {
    private static final long MS = 1_000_000L;
    private static final int OURS = 1;
    private static final long GRAIN = 16_000L; // 1/65536 s, rounded up

    private final ExtendedReportTimes times = new ExtendedReportTimes();
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] buffer = new byte[1_150];

    private record Echo(int ssrc, int lastReceiverReport, int delay) {}

    private List<Echo> echoes(long nowNanos) {
        writer.begin(buffer, 0, buffer.length);
        assertThat(times.writeEchoes(writer, OURS, nowNanos)).isTrue();
        return read(writer.length());
    }

    private List<Echo> read(int length) {
        List<Echo> echoes = new ArrayList<>();
        RtcpCompound compound = new RtcpCompound();
        if (length == 0 || compound.wrap(buffer, 0, length) != Verdict.OK) {
            return echoes;
        }
        ExtendedReport report = new ExtendedReport();
        while (compound.next()) {
            assertThat(report.wrap(compound)).isEqualTo(Verdict.OK);
            assertThat(report.senderSsrc()).isEqualTo(OURS);
            while (report.next()) {
                for (int i = 0; i < report.dlrrCount(); i++) {
                    echoes.add(
                            new Echo(
                                    report.dlrrSsrc(i),
                                    report.lastReceiverReport(i),
                                    report.delaySinceLastReceiverReport(i)));
                }
            }
        }
        return echoes;
    }

    @Test
    void echoesAReceiversTimeOnceWithTheTimeItWasKept() {
        assertThat(times.pending()).isFalse();
        times.onReceiverReferenceTime(7, 0x1111_2222_3333_4444L, 100 * MS);
        assertThat(times.pending()).isTrue();
        assertThat(echoes(600 * MS)).containsExactly(new Echo(7, 0x2222_3333, 0x8000));
        assertThat(times.pending()).isFalse();
        assertThat(echoes(700 * MS)).isEmpty();
    }

    @Test
    void echoesTheLatestTimeOfEachReceiver() {
        times.onReceiverReferenceTime(7, 1L << 16, 0);
        times.onReceiverReferenceTime(8, 2L << 16, 0);
        times.onReceiverReferenceTime(7, 3L << 16, 0);
        assertThat(echoes(0)).containsExactly(new Echo(7, 3, 0), new Echo(8, 2, 0));
    }

    @Test
    void goesOnInTheNextCompoundWhenOneIsFull() {
        times.onReceiverReferenceTime(7, 1L << 16, 0);
        times.onReceiverReferenceTime(8, 2L << 16, 0);
        writer.begin(buffer, 0, 30);
        assertThat(times.writeEchoes(writer, OURS, 0)).isFalse();
        assertThat(read(writer.length())).containsExactly(new Echo(7, 1, 0));
        assertThat(echoes(0)).containsExactly(new Echo(8, 2, 0));
    }

    @Test
    void forgetsTheReceiverHeardLeastRecentlyWhenThereAreTooMany() {
        for (int ssrc = 1; ssrc <= ExtendedReportTimes.MAX_RECEIVERS; ssrc++) {
            times.onReceiverReferenceTime(ssrc, (long) ssrc << 16, ssrc * MS);
        }
        times.onReceiverReferenceTime(1, 100L << 16, 50 * MS);
        times.onReceiverReferenceTime(99, 99L << 16, 51 * MS);
        assertThat(echoes(51 * MS))
                .hasSize(ExtendedReportTimes.MAX_RECEIVERS)
                .extracting(Echo::ssrc)
                .contains(1, 99)
                .doesNotContain(2);
    }

    @Test
    void doesNotEchoWhatIsTooOldOrSaysNothing() {
        times.onReceiverReferenceTime(7, 1L << 16, 0);
        times.onReceiverReferenceTime(8, 0x1111_0000_0000_2222L, 0); // compact form 0 means none
        assertThat(echoes(ExtendedReportTimes.MAX_AGE_NANOS + 1)).isEmpty();
        assertThat(times.pending()).isFalse();
    }

    @Test
    void measuresTheRoundTripByTheEchoOfOurTime() {
        long ntp = NtpTime.ofUnixNanos(123_456 * MS);
        times.onReferenceTimeSent(ntp, 1_000 * MS);
        int kept = NtpTime.compactDuration(400 * MS);
        assertThat(times.roundTripNanos(NtpTime.compact(ntp), kept, 1_437 * MS))
                .isBetween(37 * MS, 37 * MS + GRAIN);
    }

    @Test
    void takesNothingFromEchoesOfWhatWeDidNotSend() {
        assertThat(times.roundTripNanos(0, 0, 0)).isEqualTo(-1);
        assertThat(times.roundTripNanos(42, 0, 0)).isEqualTo(-1);
        times.onReferenceTimeSent(5L << 16, 0);
        assertThat(times.roundTripNanos(42, 0, MS)).isEqualTo(-1);
        assertThat(times.roundTripNanos(0, 0, MS)).isEqualTo(-1);
    }

    @Test
    void takesNothingFromAnEchoKeptForLongerThanItWasAway() {
        times.onReferenceTimeSent(5L << 16, 0);
        assertThat(times.roundTripNanos(5, NtpTime.compactDuration(200 * MS), 100 * MS))
                .isEqualTo(-1);
        assertThat(times.roundTripNanos(5, -1, 100 * MS)).as("18 hours").isEqualTo(-1);
        int justOver = NtpTime.compactDuration(100 * MS + 500_000);
        assertThat(times.roundTripNanos(5, justOver, 100 * MS)).as("within grain").isZero();
    }

    @Test
    void knowsTheLastTimesItSentAndNoOlder() {
        for (int i = 1; i <= 100; i++) {
            times.onReferenceTimeSent((long) i << 16, i * 1_000L * MS);
        }
        long now = 100_020 * MS;
        int oldest = 100 - ExtendedReportTimes.MAX_SENT + 1;
        assertThat(times.roundTripNanos(100, 0, now)).isEqualTo(20 * MS);
        assertThat(times.roundTripNanos(oldest, 0, now)).isEqualTo(7_020 * MS);
        assertThat(times.roundTripNanos(oldest - 1, 0, now)).isEqualTo(-1);
    }

    @Test
    void worksWhenTheMonotonicClockWraps() {
        times.onReceiverReferenceTime(7, 1L << 16, Long.MAX_VALUE);
        times.onReferenceTimeSent(5L << 16, Long.MAX_VALUE);
        long later = Long.MAX_VALUE + 500 * MS;
        assertThat(echoes(later)).containsExactly(new Echo(7, 1, 0x8000));
        assertThat(times.roundTripNanos(5, 0, later)).isEqualTo(500 * MS);
    }
}
