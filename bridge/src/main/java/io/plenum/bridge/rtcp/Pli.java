package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/** A view of a picture loss indication (RFC 4585 section 6.3.1). */
public final class Pli {
    private static final byte[] ZEROES = new byte[RtcpChecks.FEEDBACK_BYTES];

    private byte[] buffer = ZEROES;
    private int offset;

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
        Verdict verdict =
                RtcpChecks.feedback(
                        buffer,
                        offset,
                        length,
                        RtcpTypes.PSFB,
                        RtcpTypes.FMT_PLI,
                        RtcpChecks.FEEDBACK_BYTES);
        if (verdict == Verdict.OK) {
            this.buffer = buffer;
            this.offset = offset;
        }
        return verdict;
    }

    /** Who asks. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** The stream that is asked for a key frame. */
    public int mediaSsrc() {
        return BigEndian.getInt(buffer, offset + 8);
    }
}
