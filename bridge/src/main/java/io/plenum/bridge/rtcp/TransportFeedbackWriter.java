package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * Writes transport-wide congestion control feedback
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1) from arrival times. One call
 * writes one packet and says how far it came; the caller goes on from there with the next.
 * Reusable, not thread safe.
 */
public final class TransportFeedbackWriter {
    /** Arrival time of a packet that did not arrive. */
    public static final long NOT_RECEIVED = Long.MIN_VALUE;

    /** Packets one feedback packet tells of at most, so that it fits a datagram by itself. */
    public static final int MAX_STATUSES = 512;

    private static final int MAX_RUN = 0x1FFF;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;

    private final byte[] symbols = new byte[MAX_STATUSES];
    private final short[] deltas = new short[MAX_STATUSES];

    /**
     * Appends one feedback packet. It ends early when the datagram or the packet is full, or when
     * two arrivals lie farther apart than a delta can tell (8 s).
     *
     * @param mediaSsrc a stream of the transport
     * @param feedbackPacketCount low 8 bits; goes up by one with every packet written
     * @param baseSequenceNumber of the first status, low 16 bits
     * @param arrivalNanos one monotonic time, 0 or more, per consecutive sequence number, or {@link
     *     #NOT_RECEIVED}
     * @param from index of the first status
     * @param count statuses to tell
     * @return statuses told; 0 when none arrived or there is no room, and nothing is written
     */
    public int write(
            RtcpWriter out,
            int senderSsrc,
            int mediaSsrc,
            int feedbackPacketCount,
            int baseSequenceNumber,
            long[] arrivalNanos,
            int from,
            int count) {
        int first = firstReceived(arrivalNanos, from, count);
        if (first < 0) {
            return 0;
        }
        long firstTicks = Math.floorDiv(arrivalNanos[first], TransportFeedback.TICK_NANOS);
        long reference = Math.floorDiv(firstTicks, (long) TransportFeedback.TICKS_PER_REFERENCE);
        int told =
                collect(
                        arrivalNanos,
                        from,
                        Math.min(count, MAX_STATUSES),
                        reference * TransportFeedback.TICKS_PER_REFERENCE,
                        out.remaining());
        if (told <= first - from) {
            // Not even the first arrival fits: telling losses alone would give no reference time.
            return 0;
        }
        int bytes = TransportFeedback.FIXED_BYTES + chunks(null, 0, told) + deltaBytes(told);
        int padded = (bytes + 3) & ~3;
        if (!out.feedback(
                RtcpTypes.RTPFB, RtcpTypes.FMT_TRANSPORT_CC, senderSsrc, mediaSsrc, padded)) {
            return 0;
        }
        byte[] buffer = out.buffer();
        int at = out.packetStart();
        BigEndian.putShort(buffer, at + 12, baseSequenceNumber);
        BigEndian.putShort(buffer, at + 14, told);
        BigEndian.putMedium(buffer, at + 16, (int) reference);
        BigEndian.putByte(buffer, at + 19, feedbackPacketCount);
        int position = at + TransportFeedback.FIXED_BYTES;
        position += chunks(buffer, position, told);
        position = putDeltas(buffer, position, told);
        putPadding(buffer, at, position, padded);
        return told;
    }

    private static int firstReceived(long[] arrivalNanos, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (arrivalNanos[i] != NOT_RECEIVED) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Fills symbols and deltas as far as they can be told and surely fit: the bound counts chunks
     * as if all were two-bit vectors, which no choice of chunks exceeds.
     */
    private int collect(
            long[] arrivalNanos, int from, int count, long referenceTicks, int roomBytes) {
        long previousTicks = referenceTicks;
        int deltaBytes = 0;
        for (int i = 0; i < count; i++) {
            long arrival = arrivalNanos[from + i];
            int symbol = TransportFeedback.NOT_RECEIVED;
            if (arrival != NOT_RECEIVED) {
                long ticks = Math.floorDiv(arrival, TransportFeedback.TICK_NANOS);
                long delta = ticks - previousTicks;
                if (delta != (short) delta) {
                    return i;
                }
                symbol =
                        delta >= 0 && delta <= 0xFF
                                ? TransportFeedback.SMALL_DELTA
                                : TransportFeedback.LARGE_DELTA;
                deltas[i] = (short) delta;
                previousTicks = ticks;
            }
            int chunkBytes = 2 * (i / TWO_BIT_SYMBOLS + 1);
            int bytes = TransportFeedback.FIXED_BYTES + chunkBytes + deltaBytes + symbol;
            if (((bytes + 3) & ~3) > roomBytes) {
                return i;
            }
            symbols[i] = (byte) symbol;
            deltaBytes += symbol;
        }
        return count;
    }

    private int deltaBytes(int told) {
        int bytes = 0;
        for (int i = 0; i < told; i++) {
            bytes += symbols[i];
        }
        return bytes;
    }

    /**
     * Writes the status chunks, or only counts their bytes when {@code buffer} is null. Each chunk
     * is the kind that covers most statuses from where it stands.
     */
    private int chunks(byte @Nullable [] buffer, int offset, int told) {
        int bytes = 0;
        int i = 0;
        while (i < told) {
            int run = run(i, told);
            int oneBit = Math.min(ONE_BIT_SYMBOLS, told - i);
            if (!oneBitSuffices(i, oneBit)) {
                oneBit = 0;
            }
            int twoBit = Math.min(TWO_BIT_SYMBOLS, told - i);
            int chunk;
            if (run >= oneBit && run >= twoBit) {
                chunk = symbols[i] << 13 | run;
                i += run;
            } else if (oneBit >= twoBit) {
                chunk = 0x8000 | vector(i, oneBit, 13, 1);
                i += oneBit;
            } else {
                chunk = 0xC000 | vector(i, twoBit, 12, 2);
                i += twoBit;
            }
            if (buffer != null) {
                BigEndian.putShort(buffer, offset + bytes, chunk);
            }
            bytes += 2;
        }
        return bytes;
    }

    private int run(int from, int told) {
        int i = from + 1;
        while (i < told && symbols[i] == symbols[from] && i - from < MAX_RUN) {
            i++;
        }
        return i - from;
    }

    /** A vector tells all its symbols, so a large delta among them rules the short form out. */
    private boolean oneBitSuffices(int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                return false;
            }
        }
        return true;
    }

    private int vector(int from, int size, int firstShift, int bitsPerSymbol) {
        int vector = 0;
        for (int i = 0; i < size; i++) {
            vector |= symbols[from + i] << (firstShift - i * bitsPerSymbol);
        }
        return vector;
    }

    private int putDeltas(byte[] buffer, int offset, int told) {
        int position = offset;
        for (int i = 0; i < told; i++) {
            if (symbols[i] == TransportFeedback.SMALL_DELTA) {
                BigEndian.putByte(buffer, position++, deltas[i]);
            } else if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                BigEndian.putShort(buffer, position, deltas[i]);
                position += 2;
            }
        }
        return position;
    }

    /**
     * Fills the last word with zeroes. The padding bit stays clear: a receiver reads as many deltas
     * as the chunks promise, and without the bit the packet may stand anywhere in a compound.
     */
    private static void putPadding(byte[] buffer, int packet, int position, int padded) {
        for (int i = position; i < packet + padded; i++) {
            buffer[i] = 0;
        }
    }
}
