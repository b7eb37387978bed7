package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.plenum.bridge.bytes.TransportAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of {@code struct mmsghdr}, each with one iovec, one socket address and one control
 * message of its own, linked once.
 *
 * <pre>
 * mmsghdr (64 bytes): 0 name, 8 namelen (4), 16 iov, 24 iovlen, 32 control, 40 controllen,
 *                     48 flags (4), 56 bytes received or sent (4)
 * iovec   (16 bytes): 0 base, 8 length
 * cmsghdr (24 bytes): 0 length, 8 level (4), 12 type (4), 16 segment size (2)
 * </pre>
 */
final class MessageHeaders {
    /** Messages of one system call. Past this, the cost of the call itself no longer shows. */
    static final int MAX_MESSAGES = 64;

    private static final int HEADER_BYTES = 64;
    private static final int NAME = 0;
    private static final int NAME_BYTES = 8;
    private static final int IOVEC = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_BYTES = 40;
    private static final int FLAGS = 48;
    private static final int MESSAGE_BYTES = 56;

    private static final int IOVEC_BYTES = 16;

    /** Room for the control message of a segmented send. */
    static final int SEGMENT_CONTROL_BYTES = 24;

    private static final int SEGMENT_CONTROL_LENGTH = 18;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private final MemorySegment headers;
    private final MemorySegment iovecs;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private final int controlRoom;

    /**
     * @param controlRoom bytes for the control messages of each message; a multiple of 8
     */
    MessageHeaders(Arena arena, int controlRoom) {
        this.controlRoom = controlRoom;
        headers = arena.allocate((long) MAX_MESSAGES * HEADER_BYTES, 8);
        iovecs = arena.allocate((long) MAX_MESSAGES * IOVEC_BYTES, 8);
        addresses = arena.allocate((long) MAX_MESSAGES * SocketAddresses.STORAGE_BYTES, 8);
        controls = arena.allocate((long) MAX_MESSAGES * controlRoom, 8);
        for (int i = 0; i < MAX_MESSAGES; i++) {
            long header = header(i);
            headers.set(JAVA_LONG, header + NAME, addresses.address() + name(i));
            headers.set(JAVA_LONG, header + IOVEC, iovecs.address() + iovec(i));
            headers.set(JAVA_LONG, header + IOVEC_COUNT, 1);
        }
    }

    /** Native address of header {@code index}. */
    long address(int index) {
        return headers.address() + header(index);
    }

    /** Where the payload of message {@code index} is read from or written to. */
    void setPayload(int index, long address, long bytes) {
        iovecs.set(JAVA_LONG, iovec(index), address);
        iovecs.set(JAVA_LONG, iovec(index) + 8, bytes);
    }

    /**
     * Makes message {@code index} ready to receive: the kernel has overwritten what it had before.
     */
    void prepareToReceive(int index) {
        long header = header(index);
        headers.set(JAVA_INT, header + NAME_BYTES, SocketAddresses.STORAGE_BYTES);
        headers.set(JAVA_LONG, header + CONTROL, controls.address() + control(index));
        headers.set(JAVA_LONG, header + CONTROL_BYTES, controlRoom);
        headers.set(JAVA_INT, header + FLAGS, 0);
    }

    /**
     * Makes message {@code index} ready to send.
     *
     * @param segmentBytes length of each datagram the kernel cuts it into, 0 for one datagram
     */
    void prepareToSend(int index, TransportAddress destination, int segmentBytes) {
        long header = header(index);
        int nameBytes = SocketAddresses.write(addresses, name(index), destination, 0);
        headers.set(JAVA_INT, header + NAME_BYTES, nameBytes);
        if (segmentBytes == 0) {
            headers.set(JAVA_LONG, header + CONTROL, 0);
            headers.set(JAVA_LONG, header + CONTROL_BYTES, 0);
        } else {
            long control = control(index);
            controls.set(JAVA_LONG, control, SEGMENT_CONTROL_LENGTH);
            controls.set(JAVA_INT, control + 8, SOL_UDP);
            controls.set(JAVA_INT, control + 12, UDP_SEGMENT);
            controls.set(JAVA_SHORT, control + 16, (short) segmentBytes);
            headers.set(JAVA_LONG, header + CONTROL, controls.address() + control(index));
            headers.set(JAVA_LONG, header + CONTROL_BYTES, SEGMENT_CONTROL_BYTES);
        }
    }

    /** Bytes the kernel received in message {@code index}. */
    int messageBytes(int index) {
        return headers.get(JAVA_INT, header(index) + MESSAGE_BYTES);
    }

    /** Reads the control messages that came with message {@code index}. */
    void readControl(int index, ReceivedControl into) {
        into.read(controls, control(index), headers.get(JAVA_LONG, header(index) + CONTROL_BYTES));
    }

    /** Flags the kernel left in message {@code index}. */
    int flags(int index) {
        return headers.get(JAVA_INT, header(index) + FLAGS);
    }

    /** See {@link TransportAddress#high()}; of the peer of message {@code index}. */
    long high(int index) {
        return SocketAddresses.high(addresses, name(index));
    }

    /** See {@link TransportAddress#low()}; of the peer of message {@code index}. */
    long low(int index) {
        return SocketAddresses.low(addresses, name(index));
    }

    /** UDP port of the peer of message {@code index}. */
    int port(int index) {
        return SocketAddresses.port(addresses, name(index));
    }

    private static long header(int index) {
        return (long) index * HEADER_BYTES;
    }

    private static long iovec(int index) {
        return (long) index * IOVEC_BYTES;
    }

    private static long name(int index) {
        return (long) index * SocketAddresses.STORAGE_BYTES;
    }

    private long control(int index) {
        return (long) index * controlRoom;
    }
}
