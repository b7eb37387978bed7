package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends a batch with few calls: datagrams to one destination lie one behind the other in a native
 * slab and, where their lengths allow, are one message that the kernel cuts; up to 64 messages are
 * one call.
 */
final class SendBatch {
    private static final int MSG_DONTWAIT = 0x40;

    /**
     * Small enough to stay in a core's second level cache, large enough for several full messages.
     */
    private static final int SLAB_BYTES = 512 * 1024;

    private final LibC libc;
    private final Counters counters;
    private final Segmentation segmentation;
    private final boolean[] isIpv4;
    private final int[] fds;
    private final DestinationGroups groups;
    private final MessageHeaders headers;
    private final MessageHeaders plainHeader;
    private final MemorySegment slab;

    // The messages built and not sent yet.
    private final TransportAddress[] destination =
            new TransportAddress[MessageHeaders.MAX_MESSAGES];
    private final int[] start = new int[MessageHeaders.MAX_MESSAGES];
    private final int[] bytes = new int[MessageHeaders.MAX_MESSAGES];
    private final int[] segments = new int[MessageHeaders.MAX_MESSAGES];
    private final int[] segmentBytes = new int[MessageHeaders.MAX_MESSAGES];
    private int messages;
    private int slabUsed;

    /**
     * @param fds one for each local address
     * @param isIpv4 family of each
     */
    SendBatch(
            Arena arena,
            LibC libc,
            Counters counters,
            Segmentation segmentation,
            int[] fds,
            boolean[] isIpv4) {
        this.libc = libc;
        this.counters = counters;
        this.segmentation = segmentation;
        this.fds = fds;
        this.isIpv4 = isIpv4;
        groups = new DestinationGroups(fds.length);
        headers = new MessageHeaders(arena, MessageHeaders.SEGMENT_CONTROL_BYTES);
        plainHeader = new MessageHeaders(arena, MessageHeaders.SEGMENT_CONTROL_BYTES);
        slab = arena.allocate(SLAB_BYTES, 64);
    }

    /** Sends every datagram of {@code batch}, or counts it as not sent. */
    void send(Egress batch) {
        groups.sort(batch);
        for (int socket = 0; socket < fds.length; socket++) {
            sendFrom(socket, batch);
        }
    }

    private void sendFrom(int socket, Egress batch) {
        boolean isOpen = true;
        for (int group = groups.firstGroup(socket); group >= 0; group = groups.nextGroup(group)) {
            int first = groups.first(group);
            boolean isReachable = batch.destination(first).isIpv4() == isIpv4[socket];
            for (int next = first; next >= 0; ) {
                if (!isOpen || !isReachable) {
                    counters.increment(Count.DATAGRAMS_NOT_SENT);
                    next = groups.next(next);
                    continue;
                }
                next = build(batch, next);
                // The next message may need this much of the slab.
                if (messages == MessageHeaders.MAX_MESSAGES
                        || SLAB_BYTES - slabUsed < Segmentation.MAX_MESSAGE_BYTES) {
                    isOpen = flush(fds[socket]);
                }
            }
        }
        flush(fds[socket]);
    }

    /**
     * Builds one message from {@code first} and what may follow it: equal lengths, of which only
     * the last may be shorter.
     *
     * @return the datagram the next message begins with, or -1
     */
    private int build(Egress batch, int first) {
        int message = messages++;
        int length = batch.length(first);
        int begin = slabUsed;
        int count = 0;
        int next = first;
        int added;
        do {
            added = batch.length(next);
            MemorySegment.copy(batch.slab(), batch.offset(next), slab, JAVA_BYTE, slabUsed, added);
            slabUsed += added;
            count++;
            next = groups.next(next);
        } while (next >= 0
                && added == length
                && length <= segmentation.limitBytes()
                && count < Segmentation.MAX_SEGMENTS
                && batch.length(next) > 0
                && batch.length(next) <= length
                && slabUsed - begin + batch.length(next) <= Segmentation.MAX_MESSAGE_BYTES);
        destination[message] = batch.destination(first);
        start[message] = begin;
        bytes[message] = slabUsed - begin;
        segments[message] = count;
        segmentBytes[message] = length;
        headers.setPayload(message, slab.address() + begin, slabUsed - begin);
        headers.prepareToSend(message, destination[message], count == 1 ? 0 : length);
        return next;
    }

    /**
     * Sends the messages that are built.
     *
     * @return whether the socket takes more
     */
    private boolean flush(int fd) {
        int sent = 0;
        boolean isOpen = true;
        while (sent < messages && isOpen) {
            int result = libc.sendmmsg(fd, headers.address(sent), messages - sent, MSG_DONTWAIT);
            if (result > 0) {
                counters.increment(Count.SEND_CALLS);
                for (int end = sent + result; sent < end; sent++) {
                    onSent(sent);
                }
            } else if (isFull(-result)) {
                isOpen = false;
            } else if (segments[sent] > 1 && isSegmentRefusal(-result)) {
                segmentation.onRefused(segmentBytes[sent], -result);
                isOpen = sendPlainly(fd, sent);
                sent++;
            } else if (result != -Errno.EINTR) {
                // No route, a firewall, an ICMP error of an earlier send: this peer's loss alone.
                counters.add(Count.DATAGRAMS_NOT_SENT, segments[sent]);
                sent++;
            }
        }
        for (; sent < messages; sent++) {
            counters.add(Count.DATAGRAMS_NOT_SENT, segments[sent]);
        }
        messages = 0;
        slabUsed = 0;
        return isOpen;
    }

    private void onSent(int message) {
        counters.add(Count.DATAGRAMS_SENT, segments[message]);
        counters.add(Count.BYTES_SENT, bytes[message]);
        counters.countRun(segments[message]);
        if (segments[message] > 1) {
            segmentation.onAccepted();
        }
    }

    /**
     * Sends the datagrams of a refused message one by one.
     *
     * @return whether the socket takes more
     */
    private boolean sendPlainly(int fd, int message) {
        int end = start[message] + bytes[message];
        int left = segments[message];
        for (int from = start[message]; from < end; left--) {
            int length = Math.min(segmentBytes[message], end - from);
            plainHeader.setPayload(0, slab.address() + from, length);
            plainHeader.prepareToSend(0, destination[message], 0);
            int result;
            do {
                result = libc.sendmmsg(fd, plainHeader.address(0), 1, MSG_DONTWAIT);
            } while (result == -Errno.EINTR);
            if (result > 0) {
                counters.increment(Count.SEND_CALLS);
                counters.increment(Count.DATAGRAMS_SENT);
                counters.add(Count.BYTES_SENT, length);
                counters.countRun(1);
            } else if (isFull(-result)) {
                counters.add(Count.DATAGRAMS_NOT_SENT, left);
                return false;
            } else {
                counters.increment(Count.DATAGRAMS_NOT_SENT);
            }
            from += length;
        }
        return true;
    }

    private static boolean isFull(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.ENOBUFS;
    }

    private static boolean isSegmentRefusal(int errno) {
        return errno == Errno.EIO || errno == Errno.EINVAL || errno == Errno.EMSGSIZE;
    }
}
