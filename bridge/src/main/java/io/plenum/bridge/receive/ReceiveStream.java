package io.plenum.bridge.receive;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.rtp.payload.TemplateStructure;

/**
 * One stream that a peer sends us: an SSRC with its history, statistics, and what is missing of it.
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
public final class ReceiveStream {
    /** What became of a packet. */
    public enum Outcome {
        /** Kept and parsed. */
        ACCEPTED,
        /** Not what its header or codec says it is. */
        MALFORMED,
        /** Here already, or older than the history. */
        DUPLICATE
    }

    /** Packets that a stream of video keeps: 2 s at 2.5 Mbit/s. A power of two. */
    public static final int VIDEO_HISTORY_PACKETS = 512;

    /** Packets that a stream of audio keeps: 1.3 s at 20 ms each. A power of two. */
    public static final int AUDIO_HISTORY_PACKETS = 64;

    private final int ssrc;
    private final int encoding;
    private final PacketRing ring;
    private final ReceptionStatistics statistics;
    private final NackGenerator nacks;
    private TemplateStructure structure = new TemplateStructure();

    private int descriptorId;
    private long structureSequence = Long.MIN_VALUE;
    private boolean senderReportKnown;
    private long senderReportNtp;
    private int senderReportTimestamp;
    private long senderReportNanos;

    /**
     * @param ssrc synchronization source
     * @param clockRateHz RTP clock
     * @param historyPackets packets kept for retransmission; a power of two
     * @param encoding which of its publication's encodings it carries, 0 for the lowest
     */
    public ReceiveStream(int ssrc, int clockRateHz, int historyPackets, int encoding) {
        this.ssrc = ssrc;
        this.encoding = encoding;
        ring = new PacketRing(historyPackets);
        statistics = new ReceptionStatistics(clockRateHz);
        nacks = new NackGenerator(historyPackets);
    }

    /** Synchronization source. */
    public int ssrc() {
        return ssrc;
    }

    /** Which of its publication's encodings it carries, 0 for the lowest. */
    public int encoding() {
        return encoding;
    }

    /** The history. */
    public PacketRing ring() {
        return ring;
    }

    /** Loss and jitter so far. */
    public ReceptionStatistics statistics() {
        return statistics;
    }

    /** What is missing and when to ask for it. */
    public NackGenerator nacks() {
        return nacks;
    }

    /** The layers of the stream as its last key frame's dependency descriptor told them. */
    public TemplateStructure structure() {
        return structure;
    }

    /**
     * A key frame brought a structure. One that comes later than its successor changes nothing.
     *
     * @param sequence of its packet, with its roll-overs
     */
    void onStructure(long sequence, TemplateStructure brought) {
        if (sequence > structureSequence) {
            structureSequence = sequence;
            // A new one, since packets that were parsed by the old one may not be forwarded yet.
            structure = new TemplateStructure();
            structure.copyFrom(brought);
        }
    }

    /** Identifier of the dependency descriptor in the publisher's section, or 0. */
    public int descriptorId() {
        return descriptorId;
    }

    /** Takes the identifier of the dependency descriptor in the publisher's section, or 0. */
    public void setDescriptorId(int identifier) {
        descriptorId = identifier;
    }

    /**
     * Takes a packet that was just decrypted, keeps it and parses it.
     *
     * @param datagram array that holds the header as it arrived
     * @param offset where the header begins
     * @param headerLength at most {@link PacketRing#HEADER_BYTES}
     * @param payload array that holds the decrypted payload
     * @param payloadAt where it begins
     * @param payloadLength decrypted bytes, with padding if the header says so; at most {@link
     *     PacketRing#PAYLOAD_BYTES}
     * @param sequence sequence number with its roll-overs
     * @param codec what the payload type stands for
     * @param nowNanos arrival
     * @param repaired whether it came as a retransmission (RFC 4588): those do not count in
     *     receiver reports, which tell the loss before repair
     * @param into receives the parsed packet
     */
    public Outcome accept(
            byte[] datagram,
            int offset,
            int headerLength,
            byte[] payload,
            int payloadAt,
            int payloadLength,
            long sequence,
            CodecParameters codec,
            long nowNanos,
            boolean repaired,
            MediaPacket into) {
        int withoutPadding =
                payloadLength - padding(datagram[offset], payload, payloadAt, payloadLength);
        if (withoutPadding < 0) {
            return Outcome.MALFORMED;
        }
        if (!repaired) {
            statistics.onPacket(nowNanos, sequence, BigEndian.getInt(datagram, offset + 4));
        }
        if (codec.nack()) {
            nacks.onPacket(sequence, repaired, nowNanos);
        }
        if (!ring.put(
                sequence, datagram, offset, headerLength, payload, payloadAt, withoutPadding)) {
            return Outcome.DUPLICATE;
        }
        return into.wrap(this, sequence, codec, nowNanos, true)
                ? Outcome.ACCEPTED
                : Outcome.MALFORMED;
    }

    /**
     * Takes a packet that another loop has received, repaired and checked: it is kept and parsed,
     * and counts nowhere.
     *
     * @param buffer array that holds the header as it arrived and the payload without padding
     * @param sequence sequence number with its roll-overs
     * @param codec what the payload type stands for
     * @param nanos arrival at the loop that received it
     * @param into receives the parsed packet
     */
    public Outcome acceptMirrored(
            byte[] buffer,
            int headerOffset,
            int headerLength,
            int payloadOffset,
            int payloadLength,
            long sequence,
            CodecParameters codec,
            long nanos,
            MediaPacket into) {
        if (!ring.put(
                sequence,
                buffer,
                headerOffset,
                headerLength,
                buffer,
                payloadOffset,
                payloadLength)) {
            return Outcome.DUPLICATE;
        }
        return into.wrap(this, sequence, codec, nanos, true) ? Outcome.ACCEPTED : Outcome.MALFORMED;
    }

    /** Padding bytes (RFC 3550 section 5.1): the last byte says how many, itself included. */
    private static int padding(byte firstByte, byte[] payload, int payloadAt, int payloadLength) {
        boolean padded = (firstByte & 0x20) != 0;
        if (!padded || payloadLength == 0) {
            return 0;
        }
        int count = payload[payloadAt + payloadLength - 1] & 0xFF;
        return count == 0 ? payloadLength + 1 : count;
    }

    /** The sequence number with roll-overs that is meant by 16 bits: the nearest to the highest. */
    public long unwrap(int sequenceNumber) {
        long highest = statistics.highestSequence();
        return highest + (short) (sequenceNumber - (int) highest);
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
