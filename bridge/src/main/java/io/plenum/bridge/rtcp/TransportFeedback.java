package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/**
 * A view of transport-wide congestion control feedback
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1): a cursor over the packets it
 * tells of, received or not.
 */
public final class TransportFeedback {
    /** Nanoseconds of one arrival tick. */
    public static final long TICK_NANOS = 250_000;

    static final int FIXED_BYTES = 20;
    static final int TICKS_PER_REFERENCE = 256;
    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;
    private static final byte[] ZEROES = new byte[FIXED_BYTES];

    private byte[] buffer = ZEROES;
    private int offset;
    private int end;
    private int deltasOffset;
    private int statusesLeft;
    private int chunkCursor;
    private int chunk;
    private int chunkLeft;
    private int chunkSize;
    private int deltaCursor;
    private int sequenceNumber;
    private boolean received;
    private long arrivalTicks;
    private int deltaTicks;

    /** Wraps the packet under the cursor. */
    public Verdict wrap(RtcpCompound packet) {
        return wrap(packet.buffer(), packet.offset(), packet.length());
    }

    /**
     * Wraps one packet and checks that every status has its chunk and every arrival its delta.
     *
     * @param length bytes with header, without padding
     * @return {@link Verdict#ILLEGAL_VALUE} when a status is the reserved symbol or a run is empty
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        refuse();
        Verdict verdict =
                RtcpChecks.feedback(
                        buffer,
                        offset,
                        length,
                        RtcpTypes.RTPFB,
                        RtcpTypes.FMT_TRANSPORT_CC,
                        FIXED_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        this.buffer = buffer;
        this.offset = offset;
        end = offset + length;
        verdict = findDeltas();
        if (verdict != Verdict.OK) {
            refuse();
            return verdict;
        }
        rewind();
        return Verdict.OK;
    }

    private void refuse() {
        buffer = ZEROES;
        offset = 0;
        end = 0;
        deltasOffset = 0;
        rewind();
    }

    /** Walks all chunks once: where they end, and whether the deltas they promise are there. */
    private Verdict findDeltas() {
        rewind();
        int deltaBytes = 0;
        while (statusesLeft > 0) {
            if (chunkLeft == 0) {
                if (chunkCursor + 2 > end) {
                    return Verdict.TRUNCATED;
                }
                if (isEmptyRun(BigEndian.getUnsignedShort(buffer, chunkCursor))) {
                    return Verdict.ILLEGAL_VALUE;
                }
            }
            int symbol = nextSymbol();
            if (symbol > LARGE_DELTA) {
                return Verdict.ILLEGAL_VALUE;
            }
            deltaBytes += symbol;
        }
        deltasOffset = chunkCursor;
        return deltasOffset + deltaBytes > end ? Verdict.TRUNCATED : Verdict.OK;
    }

    private static boolean isEmptyRun(int chunk) {
        return (chunk & 0x9FFF) == 0;
    }

    /** The next status; a symbol's value is also the bytes of its delta. */
    private int nextSymbol() {
        if (chunkLeft == 0) {
            chunk = BigEndian.getUnsignedShort(buffer, chunkCursor);
            chunkCursor += 2;
            boolean vector = (chunk & 0x8000) != 0;
            boolean twoBits = (chunk & 0x4000) != 0;
            chunkSize = !vector ? chunk & 0x1FFF : twoBits ? 7 : 14;
            chunkLeft = chunkSize;
        }
        int index = chunkSize - chunkLeft;
        chunkLeft--;
        statusesLeft--;
        if ((chunk & 0x8000) == 0) {
            return chunk >>> 13 & 3;
        }
        return (chunk & 0x4000) == 0
                ? (chunk >>> (13 - index)) & 1
                : (chunk >>> (12 - 2 * index)) & 3;
    }

    /** Who sent the feedback. */
    public int senderSsrc() {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** A stream of the transport the feedback is about. */
    public int mediaSsrc() {
        return BigEndian.getInt(buffer, offset + 8);
    }

    /** Transport-wide sequence number of the first packet told of, 0 to 65535. */
    public int baseSequenceNumber() {
        return BigEndian.getUnsignedShort(buffer, offset + 12);
    }

    /** Packets told of, received or not, 0 to 65535. */
    public int packetStatusCount() {
        return BigEndian.getUnsignedShort(buffer, offset + 14);
    }

    /** What the first delta counts from, signed 24 bits in units of 64 ms on the sender's clock. */
    public int referenceTime() {
        return BigEndian.getUnsignedMedium(buffer, offset + 16) << 8 >> 8;
    }

    /** Number of this feedback packet, 0 to 255; a gap is a lost one. */
    public int feedbackPacketCount() {
        return BigEndian.getUnsignedByte(buffer, offset + 19);
    }

    /** Puts the cursor before the first packet. */
    public void rewind() {
        statusesLeft = packetStatusCount();
        chunkCursor = offset + FIXED_BYTES;
        chunkLeft = 0;
        chunk = 0;
        chunkSize = 0;
        deltaCursor = deltasOffset;
        sequenceNumber = (baseSequenceNumber() - 1) & 0xFFFF;
        received = false;
        arrivalTicks = (long) referenceTime() * TICKS_PER_REFERENCE;
        deltaTicks = 0;
    }

    /**
     * Moves to the next packet told of.
     *
     * @return whether there is one
     */
    public boolean next() {
        if (statusesLeft == 0) {
            return false;
        }
        int symbol = nextSymbol();
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
        received = symbol != NOT_RECEIVED;
        deltaTicks = 0;
        if (symbol == SMALL_DELTA) {
            deltaTicks = BigEndian.getUnsignedByte(buffer, deltaCursor);
        } else if (symbol == LARGE_DELTA) {
            deltaTicks = (short) BigEndian.getUnsignedShort(buffer, deltaCursor);
        }
        deltaCursor += symbol;
        arrivalTicks += deltaTicks;
        return true;
    }

    /** Transport-wide sequence number of the packet under the cursor, 0 to 65535. */
    public int sequenceNumber() {
        return sequenceNumber;
    }

    /** Whether that packet arrived. */
    public boolean isReceived() {
        return received;
    }

    /**
     * When it arrived, in ticks of 250 µs on the sender's clock, which wraps after 12 days;
     * meaningless when it did not.
     */
    public long arrivalTicks() {
        return arrivalTicks;
    }

    /** Ticks since the packet received before it, -32768 to 32767. */
    public int deltaTicks() {
        return deltaTicks;
    }
}
