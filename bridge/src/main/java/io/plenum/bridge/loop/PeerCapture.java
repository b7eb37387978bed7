package io.plenum.bridge.loop;

import io.plenum.bridge.api.CapturedPacket;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.rtp.PacketTap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries copies of one peer's packets from its loop to a reader. The loop takes no lock and wakes
 * nobody: the reader comes and looks. What finds the queue full is counted and forgotten.
 */
final class PeerCapture implements PacketTap, PacketCapture {
    /** A second of a busy peer; some megabytes if all of the payload is wanted. */
    static final int MAX_WAITING = 4_096;

    private final int payloadBytes;
    private final long epochMinusMonotonicNanos;
    private final MediaLoop loop;
    private final Queue<CapturedPacket> packets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean ended;
    private volatile @Nullable Peer peer;

    /**
     * @param loop the peer's
     * @param payloadBytes of each RTP packet's payload that are copied, 0 or more
     * @param epochMinusMonotonicNanos added to the loop's time gives nanoseconds since 1970
     */
    PeerCapture(MediaLoop loop, int payloadBytes, long epochMinusMonotonicNanos) {
        this.loop = loop;
        this.payloadBytes = payloadBytes;
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos;
    }

    /** Begins; a capture that was closed before that never does. On the loop. */
    void begin(Peer target) {
        if (!ended) {
            peer = target;
            target.setTap(this);
        }
    }

    @Override
    public void onReceived(
            byte[] header,
            int headerOffset,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long arrivalNanos) {
        copy(
                true,
                arrivalNanos,
                header,
                headerOffset,
                headerLength,
                payload,
                payloadOffset,
                payloadLength);
    }

    @Override
    public void onSent(
            byte[] header,
            int headerOffset,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        copy(
                false,
                loop.nowNanos(),
                header,
                headerOffset,
                headerLength,
                payload,
                payloadOffset,
                payloadLength);
    }

    private void copy(
            boolean received,
            long nanos,
            byte[] header,
            int headerOffset,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        Peer from = peer;
        TransportAddress remote = from == null ? null : from.remoteAddress();
        if (ended || from == null || remote == null) {
            return;
        }
        if (waiting.get() >= MAX_WAITING) {
            dropped.incrementAndGet();
            return;
        }
        int copied = Math.min(payloadLength, payloadBytes);
        byte[] bytes = new byte[headerLength + copied];
        System.arraycopy(header, headerOffset, bytes, 0, headerLength);
        System.arraycopy(payload, payloadOffset, bytes, headerLength, copied);
        List<TransportAddress> locals = loop.localAddresses();
        waiting.incrementAndGet();
        packets.add(
                new CapturedPacket(
                        received,
                        nanos + epochMinusMonotonicNanos,
                        locals.get(from.localIndex()),
                        remote,
                        headerLength + payloadLength,
                        bytes));
    }

    @Override
    public void onClosed() {
        ended = true;
    }

    @Override
    public @Nullable CapturedPacket poll() {
        CapturedPacket next = packets.poll();
        if (next != null) {
            waiting.decrementAndGet();
        }
        return next;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** If the loop has no time to be told, it copies nothing all the same. */
    @Override
    public void close() {
        ended = true;
        var _ = loop.submit(this::stop);
    }

    @SuppressWarnings("ReferenceEquality") // another capture may have taken its place
    private void stop() {
        Peer from = peer;
        if (from != null && from.tap() == this) {
            from.setTap(null);
        }
    }
}
