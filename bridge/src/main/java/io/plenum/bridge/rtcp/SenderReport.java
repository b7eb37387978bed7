package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/** A view of a sender report (RFC 3550 section 6.4.1). Profile extensions are skipped. */
public final class SenderReport {
    private static final int FIXED_BYTES = 28;
    private static final byte[] ZEROES = new byte[FIXED_BYTES];

    private byte[] buffer = ZEROES;
    private int offset;
    private int count;

    /** Wraps the packet under the cursor. */
    public Verdict wrap(RtcpCompound packet) {
        return wrap(packet.buffer(), packet.offset(), packet.length());
    }

    /**
     * Wraps one packet.
     *
     * @param length bytes with header, without padding
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = ZEROES;
        this.offset = 0;
        count = 0;
        Verdict verdict = RtcpChecks.type(buffer, offset, length, RtcpTypes.SR, FIXED_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        int blocks = buffer[offset] & 0x1F;
        if (length < FIXED_BYTES + blocks * ReportBlock.BYTES) {
            return Verdict.TRUNCATED;
        }
        this.buffer = buffer;
        this.offset = offset;
        count = blocks;
        return Verdict.OK;
    }

    /** Who sent the report. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** Wall clock of the report, 64-bit NTP format; see {@link NtpTime}. */
    public long ntpTimestamp() {
        return BigEndian.getLong(buffer, offset + 8);
    }

    /** The same moment on the stream's RTP clock. */
    public int rtpTimestamp() {
        return BigEndian.getInt(buffer, offset + 16);
    }

    /** Packets sent so far. */
    public long packetCount() {
        return BigEndian.getUnsignedInt(buffer, offset + 20);
    }

    /** Payload bytes sent so far. */
    public long octetCount() {
        return BigEndian.getUnsignedInt(buffer, offset + 24);
    }

    /** Report blocks, 0 to 31. */
    public int reportCount() {
        return count;
    }

    /**
     * Places a view on one report block.
     *
     * @param index 0 to {@link #reportCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public void reportBlock(int index, ReportBlock into) {
        into.place(
                buffer,
                offset + FIXED_BYTES + Objects.checkIndex(index, count) * ReportBlock.BYTES);
    }
}
