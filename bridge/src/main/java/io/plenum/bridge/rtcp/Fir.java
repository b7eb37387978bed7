package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/**
 * A view of a full intra request (RFC 5104 section 4.3.1). The streams asked for are in its
 * entries; the media SSRC of the common feedback header is 0 and means nothing.
 */
public final class Fir {
    static final int ENTRY_BYTES = 8;
    private static final byte[] ZEROES = new byte[RtcpChecks.FEEDBACK_BYTES];

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
        Verdict verdict =
                RtcpChecks.feedback(
                        buffer,
                        offset,
                        length,
                        RtcpTypes.PSFB,
                        RtcpTypes.FMT_FIR,
                        RtcpChecks.FEEDBACK_BYTES + ENTRY_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        this.buffer = buffer;
        this.offset = offset;
        count = (length - RtcpChecks.FEEDBACK_BYTES) / ENTRY_BYTES;
        return Verdict.OK;
    }

    /** Who asks. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** Streams asked for, 1 or more. */
    public int entryCount() {
        return count;
    }

    /**
     * A stream that is asked for a key frame.
     *
     * @param index 0 to {@link #entryCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int ssrc(int index) {
        return BigEndian.getInt(buffer, entry(index));
    }

    /**
     * The command's number, 0 to 255: a repetition of one command keeps its number.
     *
     * @param index 0 to {@link #entryCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int sequenceNumber(int index) {
        return BigEndian.getUnsignedByte(buffer, entry(index) + 4);
    }

    private int entry(int index) {
        return offset + RtcpChecks.FEEDBACK_BYTES + ENTRY_BYTES * Objects.checkIndex(index, count);
    }
}
