package io.plenum.bridge.net.linux;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import java.util.Arrays;

/**
 * Sorts a batch into groups of one socket and one destination, and those into chains by socket.
 * Both keep the order of the batch; the work is proportional to its datagrams. Reused for each
 * batch; allocates only when a batch is larger than all before.
 *
 * <p>Chains are linked through {@code int} arrays: {@code for (g = firstGroup(socket); g >= 0; g =
 * nextGroup(g)) for (i = first(g); i >= 0; i = next(i))}.
 */
final class DestinationGroups {
    private static final int NONE = -1;

    private final int[] socketFirst;
    private final int[] socketLast;

    private int[] next = new int[0];
    private int[] groupFirst = new int[0];
    private int[] groupLast = new int[0];
    private int[] groupNext = new int[0];
    private int[] groupSlot = new int[0];

    /** Open addressing with linear probing, at most half full: a group, or NONE. */
    private int[] table = new int[0];

    private int groups;

    /**
     * @param sockets of the port
     */
    DestinationGroups(int sockets) {
        socketFirst = new int[sockets];
        socketLast = new int[sockets];
    }

    /** Sorts {@code batch}; what was sorted before is forgotten. */
    void sort(Egress batch) {
        clear();
        int count = batch.count();
        if (next.length < count) {
            grow(count);
        }
        int previous = NONE;
        for (int i = 0; i < count; i++) {
            next[i] = NONE;
            // One packet's datagrams to one viewer often follow each other.
            int group = previous != NONE && isOf(previous, batch, i) ? previous : groupOf(batch, i);
            if (groupFirst[group] == NONE) {
                groupFirst[group] = i;
            } else {
                next[groupLast[group]] = i;
            }
            groupLast[group] = i;
            previous = group;
        }
    }

    /** First group of a socket, or -1. */
    int firstGroup(int socket) {
        return socketFirst[socket];
    }

    /** Group of the same socket after {@code group}, or -1. */
    int nextGroup(int group) {
        return groupNext[group];
    }

    /** First datagram of a group. */
    int first(int group) {
        return groupFirst[group];
    }

    /** Datagram of the same group after {@code datagram}, or -1. */
    int next(int datagram) {
        return next[datagram];
    }

    private void clear() {
        for (int group = 0; group < groups; group++) {
            table[groupSlot[group]] = NONE;
        }
        groups = 0;
        Arrays.fill(socketFirst, NONE);
    }

    private void grow(int count) {
        next = new int[count];
        groupFirst = new int[count];
        groupLast = new int[count];
        groupNext = new int[count];
        groupSlot = new int[count];
        table = new int[Integer.highestOneBit(count) << 2];
        Arrays.fill(table, NONE);
    }

    private int groupOf(Egress batch, int datagram) {
        TransportAddress destination = batch.destination(datagram);
        int socket = batch.localIndex(datagram);
        int slot = hash(destination, socket) & (table.length - 1);
        while (table[slot] != NONE) {
            if (isOf(table[slot], batch, datagram)) {
                return table[slot];
            }
            slot = (slot + 1) & (table.length - 1);
        }
        int group = groups++;
        table[slot] = group;
        groupSlot[group] = slot;
        groupFirst[group] = NONE;
        groupNext[group] = NONE;
        if (socketFirst[socket] == NONE) {
            socketFirst[socket] = group;
        } else {
            groupNext[socketLast[socket]] = group;
        }
        socketLast[socket] = group;
        return group;
    }

    private boolean isOf(int group, Egress batch, int datagram) {
        int other = groupFirst[group];
        if (batch.localIndex(other) != batch.localIndex(datagram)) {
            return false;
        }
        TransportAddress mine = batch.destination(other);
        TransportAddress its = batch.destination(datagram);
        // Two comparisons of longs cost no more than asking first whether it is the same object.
        return mine.port() == its.port() && mine.sameHost(its);
    }

    private static int hash(TransportAddress destination, int socket) {
        long mixed = destination.high() * 0x9E37_79B9_7F4A_7C15L + destination.low();
        mixed = (mixed ^ destination.port() ^ ((long) socket << 16)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32);
    }
}
