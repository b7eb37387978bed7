package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/** A view of a goodbye (RFC 3550 section 6.6). */
public final class Bye {
    private static final byte[] EMPTY = {};

    private byte[] buffer = EMPTY;
    private int offset;
    private int count;
    private int reasonOffset;
    private int reasonLength;

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
        this.buffer = EMPTY;
        this.offset = 0;
        count = 0;
        reasonOffset = 0;
        reasonLength = 0;
        Verdict verdict =
                RtcpChecks.type(buffer, offset, length, RtcpTypes.BYE, RtcpCompound.HEADER_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        int sources = buffer[offset] & 0x1F;
        int afterSources = RtcpCompound.HEADER_BYTES + 4 * sources;
        if (length < afterSources) {
            return Verdict.TRUNCATED;
        }
        if (length > afterSources) {
            int bytes = buffer[offset + afterSources] & 0xFF;
            if (length < afterSources + 1 + bytes) {
                return Verdict.TRUNCATED;
            }
            reasonOffset = offset + afterSources + 1;
            reasonLength = bytes;
        }
        this.buffer = buffer;
        this.offset = offset;
        count = sources;
        return Verdict.OK;
    }

    /** Sources that leave, 0 to 31. */
    public int ssrcCount() {
        return count;
    }

    /**
     * A source that leaves.
     *
     * @param index 0 to {@link #ssrcCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int ssrc(int index) {
        return BigEndian.getInt(
                buffer, offset + RtcpCompound.HEADER_BYTES + 4 * Objects.checkIndex(index, count));
    }

    /** Where the reason's text (UTF-8) begins in the wrapped array. */
    public int reasonOffset() {
        return reasonOffset;
    }

    /** Bytes of the reason's text, 0 to 255; 0 without one. */
    public int reasonLength() {
        return reasonLength;
    }
}
