package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/** A view of a receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 section 2.2). */
public final class Remb {
    static final int FIXED_BYTES = 20;
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
     * @return {@link Verdict#WRONG_TYPE} also for application layer feedback that is not REMB
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = ZEROES;
        this.offset = 0;
        count = 0;
        Verdict verdict =
                RtcpChecks.feedback(
                        buffer, offset, length, RtcpTypes.PSFB, RtcpTypes.FMT_AFB, FIXED_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        if (BigEndian.getInt(buffer, offset + 12) != RtcpTypes.REMB_IDENTIFIER) {
            return Verdict.WRONG_TYPE;
        }
        int sources = buffer[offset + 16] & 0xFF;
        if (length < FIXED_BYTES + 4 * sources) {
            return Verdict.TRUNCATED;
        }
        this.buffer = buffer;
        this.offset = offset;
        count = sources;
        return Verdict.OK;
    }

    /** Who estimates. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** The estimate, 0 or more; {@link Long#MAX_VALUE} when its exponent exceeds a long. */
    public long bitrateBps() {
        int word = BigEndian.getUnsignedMedium(buffer, offset + 17);
        int exponent = word >>> 18;
        long mantissa = word & 0x3_FFFF;
        boolean fits = mantissa == 0 || exponent < Long.numberOfLeadingZeros(mantissa);
        return fits ? mantissa << exponent : Long.MAX_VALUE;
    }

    /** Streams the estimate is for, 0 to 255. */
    public int ssrcCount() {
        return count;
    }

    /**
     * A stream the estimate is for.
     *
     * @param index 0 to {@link #ssrcCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int ssrc(int index) {
        return BigEndian.getInt(
                buffer, offset + FIXED_BYTES + 4 * Objects.checkIndex(index, count));
    }
}
