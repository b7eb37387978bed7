package io.plenum.bridge.receive;

import java.util.Arrays;

/**
 * The last packets of one stream, decrypted: a slab of equal slots, indexed by the low bits of the
 * sequence number. It is the history that retransmissions come from, shared by all viewers.
 *
 * <p>A slot holds the packet's RTP header as it came, then the payload, so that a packet from the
 * history is read exactly like a fresh one. It is written once, when its packet is decrypted into
 * it, and lives until the ring has come round. Not thread safe.
 */
public final class PacketRing {
    /** Longest RTP header with extensions that is kept. */
    public static final int HEADER_BYTES = 256;

    /** Longest payload that is kept: in an Ethernet frame it is at most 1460 bytes. */
    public static final int PAYLOAD_BYTES = 1536;

    private static final int SLOT_BYTES = HEADER_BYTES + PAYLOAD_BYTES;

    private static final long EMPTY = Long.MIN_VALUE;

    private final byte[] slab;
    private final long[] sequence;
    private final short[] headerLength;
    private final short[] payloadLength;
    private final byte[] padding;
    private final int mask;

    /**
     * @param capacity packets kept; a power of two
     */
    public PacketRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        mask = capacity - 1;
        slab = new byte[capacity * SLOT_BYTES];
        sequence = new long[capacity];
        headerLength = new short[capacity];
        payloadLength = new short[capacity];
        padding = new byte[capacity];
        Arrays.fill(sequence, EMPTY);
    }

    /** Packets the ring keeps. */
    public int capacity() {
        return mask + 1;
    }

    /** The array that holds every packet. */
    public byte[] slab() {
        return slab;
    }

    /**
     * Where the header of this sequence number is, or will be, in the slab. Only the low 16 bits
     * matter.
     */
    public int headerOffset(long sequenceNumber) {
        return ((int) sequenceNumber & mask) * SLOT_BYTES;
    }

    /** Where the payload of this sequence number is, or will be, in the slab. */
    public int payloadOffset(long sequenceNumber) {
        return headerOffset(sequenceNumber) + HEADER_BYTES;
    }

    /**
     * Keeps a packet.
     *
     * @param extendedSequence sequence number with its roll-overs
     * @param header array that holds the header
     * @param headerBytes at most {@link #HEADER_BYTES}
     * @param payload array that holds the payload
     * @param payloadAt where it begins
     * @param payloadBytes at most {@link #PAYLOAD_BYTES}
     * @return false if the packet is here already, or a newer one is in its place
     */
    public boolean put(
            long extendedSequence,
            byte[] header,
            int offset,
            int headerBytes,
            byte[] payload,
            int payloadAt,
            int payloadBytes) {
        int slot = (int) extendedSequence & mask;
        if (sequence[slot] >= extendedSequence) {
            return false;
        }
        System.arraycopy(header, offset, slab, headerOffset(extendedSequence), headerBytes);
        System.arraycopy(payload, payloadAt, slab, payloadOffset(extendedSequence), payloadBytes);
        sequence[slot] = extendedSequence;
        headerLength[slot] = (short) headerBytes;
        payloadLength[slot] = (short) payloadBytes;
        padding[slot] = 0;
        return true;
    }

    /**
     * Adds padding (RFC 3550 section 5.1) behind the payload of a packet that is here: zeros, and
     * in the last byte their number. Once for each packet, before it is sent to anyone.
     *
     * @param bytes 1 to 127; the payload with them at most {@link #PAYLOAD_BYTES}
     */
    public void pad(long extendedSequence, int bytes) {
        int slot = (int) extendedSequence & mask;
        int end = payloadOffset(extendedSequence) + payloadLength[slot] + bytes;
        Arrays.fill(slab, end - bytes, end - 1, (byte) 0);
        slab[end - 1] = (byte) bytes;
        padding[slot] = (byte) bytes;
    }

    /** Padding bytes behind the payload of a packet that is here. */
    public int padding(long extendedSequence) {
        return padding[(int) extendedSequence & mask];
    }

    /** Whether a packet of this sequence number would be kept: it is neither here nor too old. */
    public boolean lacks(long extendedSequence) {
        return sequence[(int) extendedSequence & mask] < extendedSequence;
    }

    /** Whether the packet is still here. */
    public boolean contains(long extendedSequence) {
        return sequence[(int) extendedSequence & mask] == extendedSequence;
    }

    /** Header bytes of a packet that is here. */
    public int headerLength(long extendedSequence) {
        return headerLength[(int) extendedSequence & mask];
    }

    /** Payload bytes of a packet that is here. */
    public int payloadLength(long extendedSequence) {
        return payloadLength[(int) extendedSequence & mask];
    }
}
