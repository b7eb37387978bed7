package io.plenum.bridge.peer;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.receive.ExtendedReportTimes;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.receive.RoundTripTime;
import io.plenum.bridge.rtcp.ExtendedReport;
import io.plenum.bridge.rtcp.Fir;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.Pli;
import io.plenum.bridge.rtcp.ReceiverReport;
import io.plenum.bridge.rtcp.Remb;
import io.plenum.bridge.rtcp.ReportBlock;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpTypes;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.send.ReportedLoss;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Reads the RTCP of one peer: as a publisher it tells the clock of its streams, as a viewer what it
 * lacks, and as either the round trip.
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
final class RtcpReader {
    private final Counters counters;
    private final RoundTripTime roundTrip;
    private final ExtendedReportTimes times;
    private final int localSsrc;
    private final RtcpCompound compound = new RtcpCompound();
    private final SenderReport senderReport = new SenderReport();
    private final ReceiverReport receiverReport = new ReceiverReport();
    private final ReportBlock block = new ReportBlock();
    private final ExtendedReport extendedReport = new ExtendedReport();
    private final Pli pli = new Pli();
    private final Fir fir = new Fir();
    private final Nack nack = new Nack();
    private final Nack.LostPackets onLost = this::onLost;
    private final TransportFeedback transportFeedback = new TransportFeedback();
    private final Remb remb = new Remb();
    private @Nullable Subscription nacked;
    private @Nullable DownlinkSender downlink;
    private int expected;
    private int lost;
    private long nowNanos;

    /**
     * @param times of extended reports, shared with who writes them
     * @param localSsrc ours in reports
     */
    RtcpReader(
            Counters counters, RoundTripTime roundTrip, ExtendedReportTimes times, int localSsrc) {
        this.counters = counters;
        this.roundTrip = roundTrip;
        this.times = times;
        this.localSsrc = localSsrc;
    }

    /** Who is told what reaches the viewer, from now on. */
    void setDownlink(DownlinkSender found) {
        downlink = found;
    }

    /** Reads a decrypted compound packet. */
    void onCompound(
            byte[] buffer,
            int length,
            InboundMedia inbound,
            Collection<Subscription> slots,
            long arrivalNanos) {
        nowNanos = arrivalNanos;
        expected = 0;
        lost = 0;
        if (compound.wrap(buffer, 0, length) != Verdict.OK) {
            counters.increment(Count.DROPPED_RTCP_MALFORMED);
            return;
        }
        while (compound.next()) {
            switch (compound.packetType()) {
                case RtcpTypes.SR -> onSenderReport(inbound, slots);
                case RtcpTypes.RR -> onReceiverReport(slots);
                case RtcpTypes.PSFB -> onPayloadFeedback(slots);
                case RtcpTypes.RTPFB -> onTransportFeedback(slots);
                case RtcpTypes.XR -> onExtendedReport();
                default -> {
                    // SDES, BYE and APP tell nothing that signalling does not.
                }
            }
        }
        if (expected > 0 && downlink != null) {
            downlink.onReceiverReport(expected, lost, nowNanos);
        }
    }

    private void onSenderReport(InboundMedia inbound, Collection<Subscription> slots) {
        if (senderReport.wrap(compound) != Verdict.OK) {
            return;
        }
        ReceiveStream stream = inbound.stream(senderReport.senderSsrc());
        if (stream != null) {
            stream.onSenderReport(
                    senderReport.ntpTimestamp(), senderReport.rtpTimestamp(), nowNanos);
        }
        for (int i = 0; i < senderReport.reportCount(); i++) {
            senderReport.reportBlock(i, block);
            onReportBlock(slots);
        }
    }

    private void onReceiverReport(Collection<Subscription> slots) {
        if (receiverReport.wrap(compound) != Verdict.OK) {
            return;
        }
        for (int i = 0; i < receiverReport.reportCount(); i++) {
            receiverReport.reportBlock(i, block);
            onReportBlock(slots);
        }
    }

    private void onReportBlock(Collection<Subscription> slots) {
        Subscription slot = slot(block.ssrc(), slots);
        if (slot != null) {
            ReportedLoss reported = slot.reportedLoss();
            reported.onBlock(block.extendedHighestSequenceNumber(), block.cumulativeLost());
            expected += reported.expected();
            lost += reported.lost();
            counters.observe(Distribution.LOSS_SENT, block.fractionLost());
            counters.add(Count.RTP_PACKETS_LOST_OUTBOUND, slot.newlyLost(block.cumulativeLost()));
            onRoundTrip(
                    slot.roundTripNanos(
                            block.lastSenderReport(),
                            NtpTime.compactToNanos(block.delaySinceLastSenderReport()),
                            nowNanos));
        }
    }

    private void onRoundTrip(long nanos) {
        if (nanos >= 0) {
            counters.observe(Distribution.ROUND_TRIP, nanos);
            roundTrip.onSample(nanos);
        }
    }

    private static @Nullable Subscription slot(int ssrc, Collection<Subscription> slots) {
        for (Subscription slot : slots) {
            if ((int) slot.parameters().ssrc() == ssrc) {
                return slot;
            }
        }
        return null;
    }

    private void onPayloadFeedback(Collection<Subscription> slots) {
        if (compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_PLI)
                && pli.wrap(compound) == Verdict.OK) {
            onKeyFrameRequest(pli.mediaSsrc(), slots);
        } else if (compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_FIR)
                && fir.wrap(compound) == Verdict.OK) {
            for (int i = 0; i < fir.entryCount(); i++) {
                onKeyFrameRequest(fir.ssrc(i), slots);
            }
        } else if (downlink != null
                && compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_AFB)
                && remb.wrap(compound) == Verdict.OK) {
            downlink.onRemb(remb.bitrateBps(), nowNanos);
        }
    }

    private void onKeyFrameRequest(int ssrc, Collection<Subscription> slots) {
        counters.increment(Count.KEY_FRAME_REQUESTS_RECEIVED);
        Subscription slot = slot(ssrc, slots);
        if (slot != null) {
            slot.onKeyFrameRequest(nowNanos, roundTrip.nanos());
        }
    }

    private void onTransportFeedback(Collection<Subscription> slots) {
        if (compound.isFeedback(RtcpTypes.RTPFB, RtcpTypes.FMT_NACK)
                && nack.wrap(compound) == Verdict.OK) {
            nacked = slot(nack.mediaSsrc(), slots);
            if (nacked != null) {
                nack.forEach(onLost);
                nacked.afterNack();
            }
        } else if (downlink != null
                && compound.isFeedback(RtcpTypes.RTPFB, RtcpTypes.FMT_TRANSPORT_CC)
                && transportFeedback.wrap(compound) == Verdict.OK) {
            downlink.onFeedback(transportFeedback, nowNanos);
        }
    }

    private void onLost(int sequenceNumber) {
        if (nacked != null) {
            nacked.onNack(sequenceNumber, roundTrip.nanos(), nowNanos);
        }
    }

    private void onExtendedReport() {
        if (extendedReport.wrap(compound) != Verdict.OK) {
            return;
        }
        while (extendedReport.next()) {
            if (extendedReport.isReceiverReferenceTime()) {
                times.onReceiverReferenceTime(
                        extendedReport.senderSsrc(), extendedReport.ntpTimestamp(), nowNanos);
            }
            for (int i = 0; i < extendedReport.dlrrCount(); i++) {
                if (extendedReport.dlrrSsrc(i) == localSsrc) {
                    onRoundTrip(
                            times.roundTripNanos(
                                    extendedReport.lastReceiverReport(i),
                                    extendedReport.delaySinceLastReceiverReport(i),
                                    nowNanos));
                }
            }
        }
    }
}
