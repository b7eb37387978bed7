package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/**
 * A view of a generic NACK (RFC 4585 section 6.2.1): pairs of a packet id (PID) and a bitmask of
 * the 16 packets after it (BLP).
 */
public final class Nack {
    /** Takes the sequence numbers asked for. */
    @FunctionalInterface
    public interface LostPackets {
        /**
         * One packet that is asked for.
         *
         * @param sequenceNumber 0 to 65535
         */
        void lost(int sequenceNumber);
    }

    private static final byte[] ZEROES = new byte[RtcpChecks.FEEDBACK_BYTES];
    private static final int PAIR_BYTES = 4;

    private byte[] buffer = ZEROES;
    private int offset;
    private int pairs;

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
        pairs = 0;
        Verdict verdict =
                RtcpChecks.feedback(
                        buffer,
                        offset,
                        length,
                        RtcpTypes.RTPFB,
                        RtcpTypes.FMT_NACK,
                        RtcpChecks.FEEDBACK_BYTES + PAIR_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        this.buffer = buffer;
        this.offset = offset;
        pairs = (length - RtcpChecks.FEEDBACK_BYTES) / PAIR_BYTES;
        return Verdict.OK;
    }

    /** Who asks. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** The stream whose packets are asked for. */
    public int mediaSsrc() {
        return BigEndian.getInt(buffer, offset + 8);
    }

    /**
     * Tells every packet asked for, in the order of the packet. Pass an object that is kept, not a
     * lambda that captures, where this runs per packet.
     */
    public void forEach(LostPackets sink) {
        for (int i = 0; i < pairs; i++) {
            int word =
                    BigEndian.getInt(buffer, offset + RtcpChecks.FEEDBACK_BYTES + i * PAIR_BYTES);
            int packetId = word >>> 16;
            sink.lost(packetId);
            for (int mask = word & 0xFFFF; mask != 0; mask &= mask - 1) {
                sink.lost((packetId + 1 + Integer.numberOfTrailingZeros(mask)) & 0xFFFF);
            }
        }
    }

    /** How many packets are asked for; a packet named twice counts twice. */
    public int lostCount() {
        int total = 0;
        for (int i = 0; i < pairs; i++) {
            int mask = offset + RtcpChecks.FEEDBACK_BYTES + i * PAIR_BYTES + 2;
            total += 1 + Integer.bitCount(BigEndian.getUnsignedShort(buffer, mask));
        }
        return total;
    }
}
