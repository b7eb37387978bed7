package io.plenum.bridge.receive;

import io.plenum.bridge.parameters.CodecParameters;

/**
 * One stream that a peer sends us: an SSRC with its history and statistics.
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
public final class ReceiveStream {
    private final int ssrc;
    private final PacketRing ring;
    private final ReceptionStatistics statistics;

    private boolean senderReportKnown;
    private long senderReportNtp;
    private int senderReportTimestamp;
    private long senderReportNanos;

    /**
     * @param ssrc synchronization source
     * @param clockRateHz RTP clock
     * @param historyPackets packets kept for retransmission; a power of two
     */
    public ReceiveStream(int ssrc, int clockRateHz, int historyPackets) {
        this.ssrc = ssrc;
        ring = new PacketRing(historyPackets);
        statistics = new ReceptionStatistics(clockRateHz);
    }

    /** Synchronization source. */
    public int ssrc() {
        return ssrc;
    }

    /** The history. */
    public PacketRing ring() {
        return ring;
    }

    /** Loss and jitter so far. */
    public ReceptionStatistics statistics() {
        return statistics;
    }

    /**
     * Takes a packet that was just decrypted, keeps it and parses it.
     *
     * @param datagram array that holds the header as it arrived
     * @param offset where the header begins
     * @param headerLength at most {@link PacketRing#HEADER_BYTES}
     * @param payload array that begins with the decrypted payload
     * @param payloadLength decrypted bytes, with padding if the header says so; at most {@link
     *     PacketRing#PAYLOAD_BYTES}
     * @param sequence sequence number with its roll-overs
     * @param codec what the payload type stands for
     * @param nowNanos arrival
     * @param into receives the parsed packet
     * @return whether the packet is well formed; if not, it is counted as received and no more
     */
    public boolean accept(
            byte[] datagram,
            int offset,
            int headerLength,
            byte[] payload,
            int payloadLength,
            long sequence,
            CodecParameters codec,
            long nowNanos,
            MediaPacket into) {
        int withoutPadding = payloadLength - padding(datagram[offset], payload, payloadLength);
        if (withoutPadding < 0) {
            return false;
        }
        ring.put(sequence, datagram, offset, headerLength, payload, withoutPadding);
        if (!into.wrap(ring, sequence, codec, nowNanos)) {
            return false;
        }
        statistics.onPacket(nowNanos, sequence, into.header.timestamp());
        return true;
    }

    /** Padding bytes (RFC 3550 section 5.1): the last byte says how many, itself included. */
    private static int padding(byte firstByte, byte[] payload, int payloadLength) {
        boolean padded = (firstByte & 0x20) != 0;
        if (!padded || payloadLength == 0) {
            return 0;
        }
        int count = payload[payloadLength - 1] & 0xFF;
        return count == 0 ? payloadLength + 1 : count;
    }

    /**
     * A sender report of this stream arrived (RFC 3550 section 6.4.1).
     *
     * @param ntpTimestamp sender's clock, 32.32 fixed point
     * @param rtpTimestamp the same moment on the stream's clock
     */
    public void onSenderReport(long ntpTimestamp, int rtpTimestamp, long nowNanos) {
        statistics.onSenderReport(nowNanos, ntpTimestamp);
        senderReportKnown = true;
        senderReportNtp = ntpTimestamp;
        senderReportTimestamp = rtpTimestamp;
        senderReportNanos = nowNanos;
    }

    /** Whether a sender report has arrived, so that the three values below mean something. */
    public boolean senderReportKnown() {
        return senderReportKnown;
    }

    /** NTP time of the last sender report, sender's clock. */
    public long senderReportNtp() {
        return senderReportNtp;
    }

    /** RTP timestamp of the last sender report. */
    public int senderReportTimestamp() {
        return senderReportTimestamp;
    }

    /** Arrival of the last sender report. */
    public long senderReportNanos() {
        return senderReportNanos;
    }
}
