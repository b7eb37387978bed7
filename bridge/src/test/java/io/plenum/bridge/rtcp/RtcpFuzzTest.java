package io.plenum.bridge.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plenum.bridge.rtp.Verdict;

/** Whatever the bytes, the cursor and every view answer with a verdict and stay in bounds. */
class RtcpFuzzTest {
    private final RtcpCompound rtcp = new RtcpCompound();
    private final SenderReport senderReport = new SenderReport();
    private final ReceiverReport receiverReport = new ReceiverReport();
    private final ReportBlock block = new ReportBlock();
    private final Sdes sdes = new Sdes();
    private final Bye bye = new Bye();
    private final Nack nack = new Nack();
    private final Pli pli = new Pli();
    private final Fir fir = new Fir();
    private final Remb remb = new Remb();
    private final TransportFeedback feedback = new TransportFeedback();
    private final ExtendedReport extendedReport = new ExtendedReport();
    private int lost;

    @FuzzTest
    void everyDatagramGetsAVerdict(byte[] datagram) {
        // The datagram ends where the array does, so that a read past it throws.
        if (rtcp.wrap(datagram, 0, datagram.length) != Verdict.OK) {
            assertThat(rtcp.next()).isFalse();
            return;
        }
        while (rtcp.next()) {
            assertThat(rtcp.length()).isGreaterThanOrEqualTo(RtcpCompound.HEADER_BYTES);
            assertThat(rtcp.offset() + rtcp.length()).isLessThanOrEqualTo(datagram.length);
            rtcp.senderSsrc();
            reports();
            descriptions();
            requests();
            estimates();
            extendedReports();
        }
    }

    private void reports() {
        senderReport.wrap(rtcp);
        senderReport.ntpTimestamp();
        senderReport.octetCount();
        for (int i = 0; i < senderReport.reportCount(); i++) {
            senderReport.reportBlock(i, block);
            block.delaySinceLastSenderReport();
        }
        receiverReport.wrap(rtcp);
        receiverReport.senderSsrc();
        for (int i = 0; i < receiverReport.reportCount(); i++) {
            receiverReport.reportBlock(i, block);
            block.delaySinceLastSenderReport();
        }
    }

    private void descriptions() {
        sdes.wrap(rtcp);
        while (sdes.next()) {
            assertThat(sdes.textOffset() + sdes.textLength())
                    .isLessThanOrEqualTo(rtcp.offset() + rtcp.length());
        }
        bye.wrap(rtcp);
        for (int i = 0; i < bye.ssrcCount(); i++) {
            bye.ssrc(i);
        }
        assertThat(
                        bye.reasonLength() == 0
                                || bye.reasonOffset() + bye.reasonLength()
                                        <= rtcp.offset() + rtcp.length())
                .isTrue();
    }

    private void requests() {
        nack.wrap(rtcp);
        lost = 0;
        nack.forEach(sequenceNumber -> lost++);
        assertThat(nack.lostCount()).isEqualTo(lost);
        pli.wrap(rtcp);
        pli.mediaSsrc();
        fir.wrap(rtcp);
        for (int i = 0; i < fir.entryCount(); i++) {
            fir.ssrc(i);
            fir.sequenceNumber(i);
        }
    }

    private void estimates() {
        remb.wrap(rtcp);
        assertThat(remb.bitrateBps()).isNotNegative();
        for (int i = 0; i < remb.ssrcCount(); i++) {
            remb.ssrc(i);
        }
        feedback.wrap(rtcp);
        int told = 0;
        while (feedback.next()) {
            told++;
        }
        assertThat(told).isEqualTo(feedback.packetStatusCount());
    }

    private void extendedReports() {
        extendedReport.wrap(rtcp);
        while (extendedReport.next()) {
            extendedReport.ntpTimestamp();
            for (int i = 0; i < extendedReport.dlrrCount(); i++) {
                extendedReport.delaySinceLastReceiverReport(i);
            }
        }
    }
}
