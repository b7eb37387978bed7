package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/**
 * What views of sender and receiver reports (RFC 3550 section 6.4) have in common: who sent it, and
 * report blocks behind a part of fixed length. Profile extensions are skipped.
 */
public abstract sealed class Report permits SenderReport, ReceiverReport {
    private static final byte[] ZEROES = new byte[SenderReport.FIXED_BYTES];

    private final int type;
    private final int fixedBytes;
    private byte[] buffer = ZEROES;
    private int offset;
    private int count;

    /**
     * A view of nothing.
     *
     * @param type RTCP packet type
     * @param fixedBytes what stands before the report blocks, with the header
     */
    Report(int type, int fixedBytes) {
        this.type = type;
        this.fixedBytes = fixedBytes;
    }

    /** Wraps the packet under the cursor. */
    public final Verdict wrap(RtcpCompound packet) {
        return wrap(packet.buffer(), packet.offset(), packet.length());
    }

    /**
     * Wraps one packet.
     *
     * @param length bytes with header, without padding
     */
    public final Verdict wrap(byte[] packet, int at, int length) {
        buffer = ZEROES;
        offset = 0;
        count = 0;
        Verdict verdict = RtcpChecks.type(packet, at, length, type, fixedBytes);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        int blocks = packet[at] & 0x1F;
        if (length < fixedBytes + blocks * ReportBlock.BYTES) {
            return Verdict.TRUNCATED;
        }
        buffer = packet;
        offset = at;
        count = blocks;
        return Verdict.OK;
    }

    /** What is viewed. */
    final byte[] buffer() {
        return buffer;
    }

    /** Where it begins. */
    final int offset() {
        return offset;
    }

    /** Who sent the report. */
    public final int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** Report blocks, 0 to 31. */
    public final int reportCount() {
        return count;
    }

    /**
     * Places a view on one report block.
     *
     * @param index 0 to {@link #reportCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public final void reportBlock(int index, ReportBlock into) {
        into.place(
                buffer, offset + fixedBytes + Objects.checkIndex(index, count) * ReportBlock.BYTES);
    }
}
