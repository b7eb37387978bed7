package io.plenum.bridge.peer;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.receive.ExtendedReportTimes;
import io.plenum.bridge.receive.ReceptionStatistics;
import io.plenum.bridge.receive.SharedTimes;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpWriter;
import java.util.Collection;

/**
 * The periodic reports of one peer, about once a second: sender reports of the slots, a receiver
 * report on what it sends, our canonical name (RFC 3550 section 6), our time of sending, which a
 * peer that receives nothing answers, and the answers to such times of its own (RFC 3611 sections
 * 4.4 and 4.5).
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
final class RtcpReports {
    /**
     * Time between reports. RFC 3550's rule gives five seconds; browsers report each second, and
     * their bandwidth controllers rely on hearing as often.
     */
    static final long INTERVAL_NANOS = 1_000_000_000L;

    /** Reports leave at times that many peers have in common. */
    private static final long SHARED_NANOS = 50_000_000L;

    private static final int MAX_REPORT_BLOCKS = 31;

    private final Counters counters;
    private final RtcpOutput rtcp;
    private final ExtendedReportTimes times;
    private RtcpWriter writer;
    private long nextNanos;
    private int blocks;

    RtcpReports(Counters counters, RtcpOutput rtcp, ExtendedReportTimes times, long nowNanos) {
        this.counters = counters;
        this.rtcp = rtcp;
        this.times = times;
        this.writer = rtcp.begin();
        nextNanos = SharedTimes.last(nowNanos + INTERVAL_NANOS, SHARED_NANOS);
    }

    /** When the next reports are due. */
    long nextNanos() {
        return nextNanos;
    }

    /** Sends the reports that are due and sets the next time. */
    void send(InboundMedia inbound, Collection<Subscription> slots, long nowNanos) {
        nextNanos = SharedTimes.last(nowNanos + INTERVAL_NANOS, SHARED_NANOS);
        if (!rtcp.ready()) {
            return;
        }
        writer = rtcp.begin();
        for (Subscription slot : slots) {
            if (slot.canReport()) {
                reportSent(slot, nowNanos);
            }
        }
        reportReceived(inbound, nowNanos);
        rtcp.name();
        writeTimes(nowNanos);
        rtcp.flush();
    }

    private void writeTimes(long nowNanos) {
        long ours = referenceTime(nowNanos);
        if (!writer.receiverReferenceTime(rtcp.localSsrc(), ours)) {
            beginAgain();
            writer.receiverReferenceTime(rtcp.localSsrc(), ours);
        }
        times.onReferenceTimeSent(ours, nowNanos);
        if (times.pending() && !times.writeEchoes(writer, rtcp.localSsrc(), nowNanos)) {
            beginAgain();
            times.writeEchoes(writer, rtcp.localSsrc(), nowNanos);
        }
    }

    private void beginAgain() {
        rtcp.flush();
        writer.receiverReport(rtcp.localSsrc());
        rtcp.name();
    }

    /**
     * Our clock in receiver reference times: monotonic, for only its differences matter (RFC 3611
     * section 4.4).
     */
    private static long referenceTime(long nowNanos) {
        return NtpTime.ofUnixNanos(nowNanos);
    }

    private void reportSent(Subscription slot, long nowNanos) {
        boolean written = writeSenderReport(slot, nowNanos);
        if (!written) {
            rtcp.flush();
            writeSenderReport(slot, nowNanos);
        }
    }

    private boolean writeSenderReport(Subscription slot, long nowNanos) {
        return writer.senderReport(
                (int) slot.parameters().ssrc(),
                slot.reportNtp(nowNanos),
                slot.reportTimestamp(nowNanos),
                slot.packetsSent(),
                slot.octetsSent());
    }

    private void reportReceived(InboundMedia inbound, long nowNanos) {
        openReceiverReport();
        inbound.forEachSsrc(
                (ssrc, statistics) -> {
                    if (!statistics.started()) {
                        return;
                    }
                    statistics.beginReport();
                    count(statistics);
                    if (blocks == MAX_REPORT_BLOCKS || !block(ssrc, statistics, nowNanos)) {
                        rtcp.flush();
                        openReceiverReport();
                        block(ssrc, statistics, nowNanos);
                    }
                });
    }

    private void count(ReceptionStatistics statistics) {
        counters.add(Count.RTP_PACKETS_LOST_INBOUND, statistics.newlyLost());
        counters.observe(Distribution.LOSS_RECEIVED, statistics.fractionLost());
        counters.observe(Distribution.JITTER, statistics.jitterNanos());
    }

    private void openReceiverReport() {
        blocks = 0;
        if (!writer.receiverReport(rtcp.localSsrc())) {
            rtcp.flush();
            writer.receiverReport(rtcp.localSsrc());
        }
    }

    private boolean block(int ssrc, ReceptionStatistics statistics, long nowNanos) {
        boolean written =
                writer.reportBlock(
                        ssrc,
                        statistics.fractionLost(),
                        statistics.cumulativeLost(),
                        statistics.extendedHighestSequence(),
                        statistics.jitter(),
                        statistics.lastSenderReport(),
                        statistics.delaySinceLastSenderReport(nowNanos));
        if (written) {
            blocks++;
        }
        return written;
    }
}
