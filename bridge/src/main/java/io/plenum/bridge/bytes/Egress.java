package io.plenum.bridge.bytes;

import org.jspecify.annotations.Nullable;

/**
 * The datagrams that one duty cycle sends: a heap slab of equal slots. A writer claims a slot,
 * builds its datagram there in place, and commits it with its path; the loop hands the whole batch
 * to its port at the end of the cycle, or earlier when it is full.
 *
 * <p>Order is kept between datagrams of one destination; between destinations the port may group as
 * it likes, which is what makes segmented sends long.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Egress {
    /** Sends what is in the batch and clears it. */
    @FunctionalInterface
    public interface Flush {
        /** Called when a slot is claimed and none is free; must leave the batch empty. */
        void flush(Egress full);
    }

    /** Bytes a slot holds: an Ethernet MTU with room for what a rewrite adds. */
    public static final int SLOT_BYTES = 2048;

    private final byte[] slab;
    private final int[] length;
    private final int[] localIndex;
    private final @Nullable TransportAddress[] destination;
    private final Flush flush;
    private int count;

    /**
     * @param capacity datagrams a batch holds, 1 or more
     * @param flush called when the batch is full
     */
    public Egress(int capacity, Flush flush) {
        this.slab = new byte[Math.multiplyExact(capacity, SLOT_BYTES)];
        this.length = new int[capacity];
        this.localIndex = new int[capacity];
        this.destination = new @Nullable TransportAddress[capacity];
        this.flush = flush;
    }

    /** The array that holds every slot. */
    public byte[] slab() {
        return slab;
    }

    /**
     * Offset of a free slot of {@link #SLOT_BYTES}. Claiming again without a commit gives the same
     * slot.
     */
    public int claim() {
        if (count == length.length) {
            flush.flush(this);
        }
        return count * SLOT_BYTES;
    }

    /**
     * Adds the datagram that was built in the claimed slot.
     *
     * @param lengthBytes 1 to {@link #SLOT_BYTES}
     * @param local index of the local address to send from
     * @param remote destination
     */
    public void commit(int lengthBytes, int local, TransportAddress remote) {
        int index = count++;
        length[index] = lengthBytes;
        localIndex[index] = local;
        destination[index] = remote;
    }

    /** Copies a finished datagram into the batch. */
    public void add(
            byte[] buffer, int offset, int lengthBytes, int local, TransportAddress remote) {
        int slot = claim();
        System.arraycopy(buffer, offset, slab, slot, lengthBytes);
        commit(lengthBytes, local, remote);
    }

    /** Datagrams in the batch. */
    public int count() {
        return count;
    }

    /** Where datagram {@code index} begins in the slab. */
    public int offset(int index) {
        return index * SLOT_BYTES;
    }

    /** Bytes of datagram {@code index}. */
    public int length(int index) {
        return length[index];
    }

    /** Which of the port's local addresses datagram {@code index} leaves from. */
    public int localIndex(int index) {
        return localIndex[index];
    }

    /** Where datagram {@code index} goes. */
    public TransportAddress destination(int index) {
        TransportAddress remote = destination[index];
        if (remote == null) {
            throw new IndexOutOfBoundsException("no datagram " + index + " of " + count);
        }
        return remote;
    }

    /** Forgets all datagrams. */
    public void clear() {
        count = 0;
    }
}
