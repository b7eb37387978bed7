package io.plenum.bridge.simulation;

import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.RtpHeader;

/** What a participant does with one slot. */
interface SimulatedViewer {
    /** A decrypted packet of the slot or of its retransmissions. */
    void onRtp(RtpHeader header, byte[] packet, int payloadOffset, int payloadLength);

    void onSenderReport(SenderReport report);

    /** Appends a report block to the receiver report that was begun. */
    void writeReportBlock(RtcpWriter writer);
}
