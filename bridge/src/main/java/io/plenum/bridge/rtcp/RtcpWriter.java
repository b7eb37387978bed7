package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Builds a compound or reduced-size RTCP packet: {@link #begin}, then one packet after another,
 * then {@link #length}. A packet that does not fit is not written, and its method says so; what was
 * written before stays valid. Reusable, not thread safe.
 */
public final class RtcpWriter {
    private static final byte[] EMPTY = {};
    private static final int MAX_COUNT = 31;
    private static final int SENDER_REPORT_BYTES = 28;
    private static final int RECEIVER_REPORT_BYTES = 8;
    private static final int NACK_PAIR_BYTES = 4;
    private static final int BLP_SPAN = 16;
    private static final int REMB_MANTISSA_BITS = 18;

    private byte[] buffer = EMPTY;
    private int start;
    private int limit;
    private int position;
    private int packetStart;

    /**
     * Starts a datagram.
     *
     * @param capacity bytes it may take from {@code offset}
     */
    public void begin(byte[] buffer, int offset, int capacity) {
        this.buffer = buffer;
        start = offset;
        limit = offset + capacity;
        position = offset;
        packetStart = offset;
    }

    /** Bytes written since {@link #begin}. */
    public int length() {
        return position - start;
    }

    /** Bytes that are left. */
    public int remaining() {
        return limit - position;
    }

    /**
     * Appends a sender report without report blocks (RFC 3550 section 6.4.1); {@link #reportBlock}
     * adds them.
     *
     * @param ntpTimestamp 64-bit NTP format
     * @param packetCount low 32 bits are written
     * @param octetCount payload bytes; low 32 bits are written
     */
    public boolean senderReport(
            int senderSsrc,
            long ntpTimestamp,
            int rtpTimestamp,
            long packetCount,
            long octetCount) {
        if (!open(0, RtcpTypes.SR, SENDER_REPORT_BYTES)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, senderSsrc);
        BigEndian.putLong(buffer, packetStart + 8, ntpTimestamp);
        BigEndian.putInt(buffer, packetStart + 16, rtpTimestamp);
        BigEndian.putInt(buffer, packetStart + 20, (int) packetCount);
        BigEndian.putInt(buffer, packetStart + 24, (int) octetCount);
        return true;
    }

    /**
     * Appends a receiver report without report blocks (RFC 3550 section 6.4.2); {@link
     * #reportBlock} adds them.
     */
    public boolean receiverReport(int senderSsrc) {
        if (!open(0, RtcpTypes.RR, RECEIVER_REPORT_BYTES)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, senderSsrc);
        return true;
    }

    /**
     * Adds a report block to the sender or receiver report that was appended last.
     *
     * @param fractionLost 0 to 255, in units of 1/256
     * @param cumulativeLost clamped to 24 bits, signed (RFC 3550 section 6.4.1)
     * @param jitter in timestamp units
     * @param lastSenderReport LSR, compact NTP time; 0 if there was none
     * @param delaySinceLastSenderReport DLSR, in units of 1/65536 s
     * @return false without room, with 31 blocks already, or when the last packet is no report
     */
    public boolean reportBlock(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int extendedHighestSequenceNumber,
            long jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport) {
        if (position == start) {
            return false;
        }
        int type = buffer[packetStart + 1] & 0xFF;
        int count = buffer[packetStart] & 0x1F;
        if ((type != RtcpTypes.SR && type != RtcpTypes.RR)
                || count == MAX_COUNT
                || remaining() < ReportBlock.BYTES) {
            return false;
        }
        int lost = Math.clamp(cumulativeLost, -0x80_0000, 0x7F_FFFF);
        BigEndian.putInt(buffer, position, ssrc);
        BigEndian.putByte(buffer, position + 4, fractionLost);
        BigEndian.putMedium(buffer, position + 5, lost);
        BigEndian.putInt(buffer, position + 8, extendedHighestSequenceNumber);
        BigEndian.putInt(buffer, position + 12, (int) jitter);
        BigEndian.putInt(buffer, position + 16, lastSenderReport);
        BigEndian.putInt(buffer, position + 20, delaySinceLastSenderReport);
        grow(ReportBlock.BYTES);
        buffer[packetStart]++;
        return true;
    }

    /**
     * Appends a source description of one chunk with a canonical name (RFC 3550 section 6.5.1).
     *
     * @param cname UTF-8, 1 to 255 bytes
     */
    public boolean sdesCname(int ssrc, byte[] cname) {
        int text = cname.length;
        // At least one null octet ends the chunk, and more of them fill its last word.
        int bytes = RtcpCompound.HEADER_BYTES + 4 + (2 + text + 4) / 4 * 4;
        if (text < 1 || text > 255 || !open(1, RtcpTypes.SDES, bytes)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, ssrc);
        BigEndian.putByte(buffer, packetStart + 8, RtcpTypes.SDES_CNAME);
        BigEndian.putByte(buffer, packetStart + 9, text);
        System.arraycopy(cname, 0, buffer, packetStart + 10, text);
        for (int i = packetStart + 10 + text; i < position; i++) {
            buffer[i] = 0;
        }
        return true;
    }

    /** Appends a goodbye of one source without a reason (RFC 3550 section 6.6). */
    public boolean bye(int ssrc) {
        if (!open(1, RtcpTypes.BYE, RtcpCompound.HEADER_BYTES + 4)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, ssrc);
        return true;
    }

    /** Appends a picture loss indication (RFC 4585 section 6.3.1). */
    public boolean pli(int senderSsrc, int mediaSsrc) {
        return feedback(
                RtcpTypes.PSFB,
                RtcpTypes.FMT_PLI,
                senderSsrc,
                mediaSsrc,
                RtcpChecks.FEEDBACK_BYTES);
    }

    /**
     * Appends a full intra request for one stream (RFC 5104 section 4.3.1).
     *
     * @param sequenceNumber of the command, low 8 bits; a repetition keeps its number
     */
    public boolean fir(int senderSsrc, int mediaSsrc, int sequenceNumber) {
        int bytes = RtcpChecks.FEEDBACK_BYTES + Fir.ENTRY_BYTES;
        if (!feedback(RtcpTypes.PSFB, RtcpTypes.FMT_FIR, senderSsrc, 0, bytes)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 12, mediaSsrc);
        BigEndian.putInt(buffer, packetStart + 16, (sequenceNumber & 0xFF) << 24);
        return true;
    }

    /**
     * Appends a generic NACK (RFC 4585 section 6.2.1) for as many of the given packets as there is
     * room for.
     *
     * @param lost sequence numbers in sending order, oldest first, without repetition; may wrap
     * @param from index of the first
     * @param count how many
     * @return how many were written; 0 when there is no room for the first, and nothing is written
     */
    public int nack(int senderSsrc, int mediaSsrc, int[] lost, int from, int count) {
        int minimum = RtcpChecks.FEEDBACK_BYTES + NACK_PAIR_BYTES;
        if (count < 1
                || remaining() < minimum
                || !feedback(
                        RtcpTypes.RTPFB,
                        RtcpTypes.FMT_NACK,
                        senderSsrc,
                        mediaSsrc,
                        RtcpChecks.FEEDBACK_BYTES)) {
            return 0;
        }
        int written = 0;
        while (written < count && remaining() >= NACK_PAIR_BYTES) {
            int packetId = lost[from + written] & 0xFFFF;
            int mask = 0;
            written++;
            while (written < count) {
                int distance = (lost[from + written] - packetId) & 0xFFFF;
                if (distance < 1 || distance > BLP_SPAN) {
                    break;
                }
                mask |= 1 << (distance - 1);
                written++;
            }
            BigEndian.putInt(buffer, position, packetId << 16 | mask);
            grow(NACK_PAIR_BYTES);
        }
        return written;
    }

    /**
     * Appends a receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 section 2.2).
     *
     * @param bitrateBps 0 or more; rounded down to 18 significant bits
     * @param ssrcs streams the estimate is for, 255 at most
     */
    public boolean remb(int senderSsrc, long bitrateBps, int[] ssrcs) {
        int bytes = Remb.FIXED_BYTES + 4 * ssrcs.length;
        if (bitrateBps < 0
                || ssrcs.length > 255
                || !feedback(RtcpTypes.PSFB, RtcpTypes.FMT_AFB, senderSsrc, 0, bytes)) {
            return false;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bitrateBps);
        int exponent = Math.max(0, bits - REMB_MANTISSA_BITS);
        int mantissa = (int) (bitrateBps >>> exponent);
        BigEndian.putInt(buffer, packetStart + 12, RtcpTypes.REMB_IDENTIFIER);
        BigEndian.putByte(buffer, packetStart + 16, ssrcs.length);
        BigEndian.putMedium(buffer, packetStart + 17, exponent << REMB_MANTISSA_BITS | mantissa);
        for (int i = 0; i < ssrcs.length; i++) {
            BigEndian.putInt(buffer, packetStart + Remb.FIXED_BYTES + 4 * i, ssrcs[i]);
        }
        return true;
    }

    /**
     * Appends an extended report with a receiver reference time (RFC 3611 section 4.4).
     *
     * @param ntpTimestamp 64-bit NTP format
     */
    public boolean receiverReferenceTime(int senderSsrc, long ntpTimestamp) {
        if (!open(0, RtcpTypes.XR, 20)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, senderSsrc);
        BigEndian.putInt(buffer, packetStart + 8, RtcpTypes.XR_RRTR << 24 | 2);
        BigEndian.putLong(buffer, packetStart + 12, ntpTimestamp);
        return true;
    }

    /**
     * Appends an extended report that answers one receiver's reference time (RFC 3611 section 4.5).
     *
     * @param receiverSsrc who sent the reference time
     * @param lastReceiverReport LRR, compact NTP time
     * @param delaySinceLastReceiverReport DLRR, in units of 1/65536 s
     */
    public boolean delaySinceLastReceiverReport(
            int senderSsrc,
            int receiverSsrc,
            int lastReceiverReport,
            int delaySinceLastReceiverReport) {
        if (!open(0, RtcpTypes.XR, 24)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, senderSsrc);
        BigEndian.putInt(buffer, packetStart + 8, RtcpTypes.XR_DLRR << 24 | 3);
        BigEndian.putInt(buffer, packetStart + 12, receiverSsrc);
        BigEndian.putInt(buffer, packetStart + 16, lastReceiverReport);
        BigEndian.putInt(buffer, packetStart + 20, delaySinceLastReceiverReport);
        return true;
    }

    /** Appends a feedback packet of {@code bytes} and writes what all of them begin with. */
    boolean feedback(int type, int format, int senderSsrc, int mediaSsrc, int bytes) {
        if (!open(format, type, bytes)) {
            return false;
        }
        BigEndian.putInt(buffer, packetStart + 4, senderSsrc);
        BigEndian.putInt(buffer, packetStart + 8, mediaSsrc);
        return true;
    }

    /** The array that is written to. */
    byte[] buffer() {
        return buffer;
    }

    /** Where the packet appended last begins. */
    int packetStart() {
        return packetStart;
    }

    private boolean open(int count, int type, int bytes) {
        if (remaining() < bytes) {
            return false;
        }
        packetStart = position;
        position += bytes;
        BigEndian.putByte(buffer, packetStart, 0x80 | count);
        BigEndian.putByte(buffer, packetStart + 1, type);
        BigEndian.putShort(buffer, packetStart + 2, bytes / 4 - 1);
        return true;
    }

    private void grow(int bytes) {
        position += bytes;
        BigEndian.putShort(buffer, packetStart + 2, (position - packetStart) / 4 - 1);
    }
}
