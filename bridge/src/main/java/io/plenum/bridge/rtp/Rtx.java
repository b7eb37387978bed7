package io.plenum.bridge.rtp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * The retransmission payload format (RFC 4588 section 4): the original sequence number (OSN) in two
 * bytes, then the original payload.
 */
public final class Rtx {
    /** Bytes the original sequence number takes at the start of the payload. */
    public static final int OSN_BYTES = 2;

    private Rtx() {}

    /**
     * The original sequence number of a retransmission.
     *
     * @return 0 to 65535, or -1 when the payload is too short to hold one: a padding-only probe
     */
    public static int originalSequenceNumber(RtpHeader rtx) {
        return rtx.payloadLength() < OSN_BYTES
                ? -1
                : BigEndian.getUnsignedShort(rtx.buffer(), rtx.payloadOffset());
    }

    /**
     * Turns a retransmission back into the packet it repeats, in place: the header moves over the
     * original sequence number, so the packet afterwards begins {@link #OSN_BYTES} later, is that
     * much shorter and ends where it ended. {@code rtx} is stale afterwards: wrap again.
     *
     * @param payloadType of the original stream, 0 to 127
     * @param ssrc of the original stream
     * @return where the original packet begins, or -1 (and nothing is touched) when it holds none
     */
    public static int unwrapInPlace(RtpHeader rtx, int payloadType, int ssrc) {
        int sequenceNumber = originalSequenceNumber(rtx);
        if (sequenceNumber < 0) {
            return -1;
        }
        byte[] buffer = rtx.buffer();
        int offset = rtx.offset() + OSN_BYTES;
        int marker = rtx.marker() ? 0x80 : 0;
        System.arraycopy(buffer, rtx.offset(), buffer, offset, rtx.headerLength());
        BigEndian.putByte(buffer, offset + 1, marker | (payloadType & 0x7F));
        BigEndian.putShort(buffer, offset + 2, sequenceNumber);
        BigEndian.putInt(buffer, offset + 8, ssrc);
        return offset;
    }

    /**
     * Writes a retransmission's payload.
     *
     * @param originalSequenceNumber low 16 bits are written
     * @return bytes written, or -1 when {@code capacity} is too small
     */
    public static int writePayload(
            byte[] buffer,
            int offset,
            int capacity,
            int originalSequenceNumber,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        if (capacity - OSN_BYTES < payloadLength) {
            return -1;
        }
        BigEndian.putShort(buffer, offset, originalSequenceNumber);
        System.arraycopy(payload, payloadOffset, buffer, offset + OSN_BYTES, payloadLength);
        return OSN_BYTES + payloadLength;
    }
}
