package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.receive.AgeLimit;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PacketRing;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rtp.Red;
import io.plenum.bridge.rtp.RedWriter;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.Rtx;

/**
 * What all subscriptions of one loop share, because only one of them works at a time: the counters,
 * the header writer, and a buffer for payloads that differ from the publisher's.
 */
public final class ForwardingContext {
    final Counters counters;
    final RtpHeaderWriter writer = new RtpHeaderWriter();

    /** Room for a payload behind an original sequence number (RFC 4588 section 4). */
    final byte[] payload = new byte[Rtx.OSN_BYTES + PacketRing.PAYLOAD_BYTES];

    /** A packet read again from its stream's history. */
    final MediaPacket fromHistory = new MediaPacket();

    final Red red = new Red();
    final RedWriter redWriter = new RedWriter();

    private long nowNanos;
    private final PacketBatch packets;
    private final AgeLimit ages = new AgeLimit();
    private final ServerLoad load;

    /**
     * @param counters the loop's
     */
    public ForwardingContext(Counters counters) {
        this.counters = counters;
        this.packets = new PacketBatch(counters);
        this.load = new ServerLoad(counters);
    }

    /** A duty cycle begins. */
    public void setNow(long now) {
        nowNanos = now;
    }

    /** When what is sent now leaves, monotonic: the time of the duty cycle. */
    public long nowNanos() {
        return nowNanos;
    }

    /** What is too old to be accepted. */
    public AgeLimit ages() {
        return ages;
    }

    /** Whether the loop gets behind. */
    public ServerLoad load() {
        return load;
    }

    /** What was accepted and not forwarded yet. */
    public PacketBatch packets() {
        return packets;
    }

    /**
     * Reads a packet of a stream's history into {@link #fromHistory}.
     *
     * @return whether it is there
     */
    boolean readAgain(ReceiveStream stream, long sequence, Publication publication) {
        PacketRing ring = stream.ring();
        if (!ring.contains(sequence)) {
            return false;
        }
        int payloadType = ring.slab()[ring.headerOffset(sequence) + 1] & 0x7F;
        CodecParameters codec = publication.codec(payloadType);
        return codec != null && fromHistory.wrap(stream, sequence, codec, 0, false);
    }
}
