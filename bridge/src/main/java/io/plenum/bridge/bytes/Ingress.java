package io.plenum.bridge.bytes;

/**
 * A batch of received datagrams: one heap slab cut into equal slots, and beside it the length and
 * the path of each. Filled by a datagram port, read by a media loop, reused every duty cycle.
 *
 * <p>The remote address stays three primitives, so that receiving allocates nothing; {@link
 * #remote(int)} makes an object of it for the rare datagram that is no known peer's.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Ingress {
    /** Bytes a slot holds. A longer datagram is cut by the kernel and refused by every parser. */
    public static final int SLOT_BYTES = 2048;

    private final byte[] slab;
    private final int[] length;
    private final int[] localIndex;
    private final long[] remoteHigh;
    private final long[] remoteLow;
    private final int[] remotePort;
    private final long[] arrivalNanos;
    private final byte[] ecn;
    private int count;

    /**
     * @param capacity datagrams a batch holds, 1 or more
     */
    public Ingress(int capacity) {
        slab = new byte[Math.multiplyExact(capacity, SLOT_BYTES)];
        length = new int[capacity];
        localIndex = new int[capacity];
        remoteHigh = new long[capacity];
        remoteLow = new long[capacity];
        remotePort = new int[capacity];
        arrivalNanos = new long[capacity];
        ecn = new byte[capacity];
    }

    /** Datagrams the batch can hold. */
    public int capacity() {
        return length.length;
    }

    /** Datagrams in the batch. */
    public int count() {
        return count;
    }

    /** Forgets all datagrams. */
    public void clear() {
        count = 0;
    }

    /** The array that holds every slot. */
    public byte[] slab() {
        return slab;
    }

    /** Where slot {@code index} begins in the slab. */
    public int offset(int index) {
        return index * SLOT_BYTES;
    }

    /** Bytes of datagram {@code index}. */
    public int length(int index) {
        return length[index];
    }

    /** Which of the port's local addresses datagram {@code index} was sent to. */
    public int localIndex(int index) {
        return localIndex[index];
    }

    /** See {@link TransportAddress#high()}. */
    public long remoteHigh(int index) {
        return remoteHigh[index];
    }

    /** See {@link TransportAddress#low()}. */
    public long remoteLow(int index) {
        return remoteLow[index];
    }

    /** UDP source port of datagram {@code index}. */
    public int remotePort(int index) {
        return remotePort[index];
    }

    /**
     * When datagram {@code index} reached the machine, monotonic. Where the system does not tell:
     * when it was read.
     */
    public long arrivalNanos(int index) {
        return arrivalNanos[index];
    }

    /**
     * ECN bits of datagram {@code index} (RFC 3168 section 5): 3 says that the path is congested; 0
     * also where the system does not tell.
     */
    public int ecn(int index) {
        return ecn[index];
    }

    /** Source of datagram {@code index} as an object. Allocates. */
    public TransportAddress remote(int index) {
        return new TransportAddress(remoteHigh[index], remoteLow[index], remotePort[index]);
    }

    /**
     * Records that the next slot now holds a datagram. The port has written its bytes at {@code
     * offset(count())} already.
     */
    public void add(
            int lengthBytes, int local, long high, long low, int port, long arrival, int ecnBits) {
        int index = count++;
        length[index] = lengthBytes;
        localIndex[index] = local;
        remoteHigh[index] = high;
        remoteLow[index] = low;
        remotePort[index] = port;
        arrivalNanos[index] = arrival;
        ecn[index] = (byte) ecnBits;
    }
}
