package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Receives up to 64 datagrams with one call, into a native slab of equal slots. */
final class ReceiveBatch {
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /** Datagrams that are dropped fill no slot of the batch: a flood of them ends here. */
    private static final int MAX_CALLS = 32;

    private final LibC libc;
    private final Counters counters;
    private final MessageHeaders headers;
    private final MemorySegment slab;
    private final ReceivedControl control = new ReceivedControl();
    private final ArrivalClock clock;

    /** What each socket says it has lost. */
    private final int[] lost;

    ReceiveBatch(Arena arena, LibC libc, Counters counters, int sockets) {
        clock = new ArrivalClock(arena, libc);
        lost = new int[sockets];
        this.libc = libc;
        this.counters = counters;
        headers = new MessageHeaders(arena, ReceivedControl.BYTES);
        slab = arena.allocate((long) MessageHeaders.MAX_MESSAGES * Ingress.SLOT_BYTES, 64);
        for (int i = 0; i < MessageHeaders.MAX_MESSAGES; i++) {
            headers.setPayload(i, slab.address() + slot(i), Ingress.SLOT_BYTES);
            headers.prepareToReceive(i);
        }
    }

    /**
     * Appends what waits on a socket, as far as {@code into} has room.
     *
     * @param localIndex of the socket's address
     */
    void receive(int fd, int localIndex, Ingress into) {
        for (int calls = 0; calls < MAX_CALLS && into.count() < into.capacity(); calls++) {
            int room = Math.min(into.capacity() - into.count(), MessageHeaders.MAX_MESSAGES);
            int received = libc.recvmmsg(fd, headers.address(0), room, MSG_DONTWAIT);
            if (received <= 0) {
                // Nothing waits, or an ICMP error of an earlier send, which says nothing of this
                // socket: the next cycle reads on.
                return;
            }
            counters.increment(Count.RECEIVE_CALLS);
            clock.read();
            for (int i = 0; i < received; i++) {
                take(i, localIndex, into);
                headers.prepareToReceive(i);
            }
            if (received < room) {
                return;
            }
        }
    }

    private void take(int index, int localIndex, Ingress into) {
        int length = headers.messageBytes(index);
        counters.add(Count.BYTES_RECEIVED, length);
        if ((headers.flags(index) & MSG_TRUNC) != 0) {
            counters.increment(Count.DROPPED_TRUNCATED);
            return;
        }
        headers.readControl(index, control);
        countLost(localIndex);
        MemorySegment.copy(
                slab, JAVA_BYTE, slot(index), into.slab(), into.offset(into.count()), length);
        into.add(
                length,
                localIndex,
                headers.high(index),
                headers.low(index),
                headers.port(index),
                clock.arrivalNanos(control.unixNanos()),
                control.ecn());
    }

    /** The kernel tells how many a socket has lost with every datagram after the first loss. */
    private void countLost(int socket) {
        int more = control.lost() - lost[socket];
        if (more > 0) {
            counters.add(Count.DROPPED_RECEIVE_BUFFER_FULL, more);
            lost[socket] = control.lost();
        }
    }

    private static long slot(int index) {
        return (long) index * Ingress.SLOT_BYTES;
    }
}
