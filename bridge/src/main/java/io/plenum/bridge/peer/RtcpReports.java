package io.plenum.bridge.peer;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.receive.ReceptionStatistics;
import io.plenum.bridge.rtcp.Fir;
import io.plenum.bridge.rtcp.Pli;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpTypes;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.send.TransportOutput;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The RTCP of one peer: reads what it sends, and writes a compound packet about once a second:
 * sender reports of the slots, a receiver report on what it sends, and our canonical name (RFC 3550
 * section 6). Key-frame requests go out at once in a compound of their own (RFC 4585 section 3.1).
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
final class RtcpReports {
    /**
     * Time between reports. RFC 3550's rule gives five seconds; browsers report each second, and
     * their bandwidth controllers rely on hearing as often.
     */
    static final long INTERVAL_NANOS = 1_000_000_000L;

    /** A compound stays below any path's MTU, with room for SRTCP. */
    private static final int MAX_COMPOUND_BYTES = 1_150;

    private static final int MAX_REPORT_BLOCKS = 31;

    private final int localSsrc;
    private final TransportOutput output;
    private final byte[] compound = new byte[MAX_COMPOUND_BYTES];
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpCompound reader = new RtcpCompound();
    private final SenderReport senderReport = new SenderReport();
    private final Pli pli = new Pli();
    private final Fir fir = new Fir();
    private byte[] cname = "plenum".getBytes(StandardCharsets.UTF_8);
    private long nextNanos;
    private int blocks;

    /**
     * @param localSsrc our SSRC in receiver reports and feedback
     */
    RtcpReports(int localSsrc, TransportOutput output, long nowNanos) {
        this.localSsrc = localSsrc;
        this.output = output;
        nextNanos = nowNanos + INTERVAL_NANOS;
    }

    void setCname(String name) {
        cname = name.getBytes(StandardCharsets.UTF_8);
    }

    /** When the next reports are due. */
    long nextNanos() {
        return nextNanos;
    }

    /** Reads a decrypted compound packet. */
    void onCompound(
            byte[] buffer,
            int length,
            InboundMedia inbound,
            Collection<Subscription> slots,
            Counters counters,
            long nowNanos) {
        if (reader.wrap(buffer, 0, length) != Verdict.OK) {
            counters.increment(Count.DROPPED_RTCP_MALFORMED);
            return;
        }
        while (reader.next()) {
            if (reader.packetType() == RtcpTypes.SR && senderReport.wrap(reader) == Verdict.OK) {
                onSenderReport(inbound, nowNanos);
            } else if (reader.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_PLI)
                    && pli.wrap(reader) == Verdict.OK) {
                onKeyFrameRequest(pli.mediaSsrc(), slots, counters, nowNanos);
            } else if (reader.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_FIR)
                    && fir.wrap(reader) == Verdict.OK) {
                for (int i = 0; i < fir.entryCount(); i++) {
                    onKeyFrameRequest(fir.ssrc(i), slots, counters, nowNanos);
                }
            }
        }
    }

    private void onSenderReport(InboundMedia inbound, long nowNanos) {
        ReceiveStream stream = inbound.stream(senderReport.senderSsrc());
        if (stream != null) {
            stream.onSenderReport(
                    senderReport.ntpTimestamp(), senderReport.rtpTimestamp(), nowNanos);
        }
    }

    private static void onKeyFrameRequest(
            int ssrc, Collection<Subscription> slots, Counters counters, long nowNanos) {
        counters.increment(Count.KEY_FRAME_REQUESTS_RECEIVED);
        for (Subscription slot : slots) {
            if ((int) slot.parameters().ssrc() == ssrc) {
                slot.onKeyFrameRequest(nowNanos);
            }
        }
    }

    /** Asks the publisher for a key frame if it is time to. */
    void sendKeyFrameRequest(Publication publication, Counters counters, long nowNanos) {
        ReceiveStream stream = publication.stream();
        if (!publication.keyFrameRequests().poll(nowNanos) || stream == null || !output.ready()) {
            return;
        }
        writer.begin(compound, 0, MAX_COMPOUND_BYTES);
        writer.receiverReport(localSsrc);
        writer.sdesCname(localSsrc, cname);
        writer.pli(localSsrc, stream.ssrc());
        output.sendRtcp(compound, 0, writer.length());
        counters.increment(Count.KEY_FRAME_REQUESTS_SENT);
    }

    /** Sends the reports that are due and sets the next time. */
    void send(InboundMedia inbound, Collection<Subscription> slots, long nowNanos) {
        nextNanos = nowNanos + INTERVAL_NANOS;
        if (!output.ready()) {
            return;
        }
        writer.begin(compound, 0, MAX_COMPOUND_BYTES);
        for (Subscription slot : slots) {
            if (slot.canReport()) {
                reportSent(slot, nowNanos);
            }
        }
        reportReceived(inbound, nowNanos);
        writer.sdesCname(localSsrc, cname);
        flush();
    }

    private void reportSent(Subscription slot, long nowNanos) {
        boolean written = writeSenderReport(slot, nowNanos);
        if (!written) {
            flush();
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
        inbound.forEachStream(
                stream -> {
                    ReceptionStatistics statistics = stream.statistics();
                    if (!statistics.started()) {
                        return;
                    }
                    statistics.beginReport();
                    if (blocks == MAX_REPORT_BLOCKS || !block(stream, statistics, nowNanos)) {
                        flush();
                        openReceiverReport();
                        block(stream, statistics, nowNanos);
                    }
                });
    }

    private void openReceiverReport() {
        blocks = 0;
        if (!writer.receiverReport(localSsrc)) {
            flush();
            writer.receiverReport(localSsrc);
        }
    }

    private boolean block(ReceiveStream stream, ReceptionStatistics statistics, long nowNanos) {
        boolean written =
                writer.reportBlock(
                        stream.ssrc(),
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

    private void flush() {
        if (writer.length() > 0) {
            output.sendRtcp(compound, 0, writer.length());
        }
        writer.begin(compound, 0, MAX_COMPOUND_BYTES);
    }
}
