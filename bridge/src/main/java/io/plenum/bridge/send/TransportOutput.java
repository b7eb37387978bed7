package io.plenum.bridge.send;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.rtp.PacketTap;
import io.plenum.bridge.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one peer: its keys, its path, and the loop's batch. Until the path is known
 * nothing leaves; until the keys are known no media leaves.
 *
 * <p>Not thread safe: belongs to the peer's loop.
 */
public final class TransportOutput {
    private static final int SSRC_OFFSET = 8;

    private final Egress egress;
    private final Counters counters;
    private @Nullable SrtpSender srtp;
    private @Nullable TransportAddress remote;
    private @Nullable Downlink downlink;
    private @Nullable PacketTap tap;
    private int localIndex;
    private boolean ready;
    private int lastSsrc;
    private long lastPacketIndex = -1;

    /**
     * @param egress the loop's batch
     * @param counters the loop's counters
     */
    public TransportOutput(Egress egress, Counters counters) {
        this.egress = egress;
        this.counters = counters;
    }

    /** Where everything goes from now on. */
    public void setPath(int local, TransportAddress to) {
        localIndex = local;
        remote = to;
        ready = srtp != null;
    }

    /** Where everything goes now, or null before that is known. */
    public @Nullable TransportAddress remote() {
        return remote;
    }

    /** Which of the port's local addresses everything leaves from; 0 before that is known. */
    public int localIndex() {
        return localIndex;
    }

    /** Who sees what is sent from now on, or null. */
    public void setTap(@Nullable PacketTap given) {
        tap = given;
    }

    /** The keys of everything sent from now on. */
    public void setKeys(SrtpSender keyed) {
        srtp = keyed;
        ready = remote != null;
    }

    /** Who is asked and told of all media from now on. */
    public void setDownlink(Downlink found) {
        downlink = found;
    }

    /** How much may leave, and when; null for who only publishes. */
    public @Nullable Downlink downlink() {
        return downlink;
    }

    /** Nothing leaves any more. */
    public void close() {
        ready = false;
        remote = null;
        srtp = null;
    }

    /** Whether media can leave. */
    public boolean ready() {
        return ready;
    }

    /** The array in which a packet's header is written before {@link #sendRtp}. */
    public byte[] slab() {
        return egress.slab();
    }

    /** Where in {@link #slab} the next packet's header begins. */
    public int claim() {
        return egress.claim();
    }

    /**
     * Protects and sends the packet whose header stands in the claimed slot.
     *
     * @param slot as {@link #claim} gave it
     * @param headerLength bytes of the header with extensions
     * @param payload plaintext, read only
     * @param packetIndex 48 bits: roll-over counter and sequence number (RFC 3711 section 3.3.1)
     */
    public void sendRtp(
            int slot,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long packetIndex) {
        SrtpSender sender = srtp;
        TransportAddress to = remote;
        if (sender == null || to == null) {
            return;
        }
        PacketTap watching = tap;
        if (watching != null) {
            watching.onSent(
                    egress.slab(), slot, headerLength, payload, payloadOffset, payloadLength);
        }
        int length =
                sender.protectRtp(
                        payload,
                        payloadOffset,
                        payloadLength,
                        egress.slab(),
                        slot,
                        headerLength,
                        packetIndex);
        egress.commit(length, localIndex, to);
        lastSsrc = BigEndian.getInt(egress.slab(), slot + SSRC_OFFSET);
        lastPacketIndex = packetIndex;
    }

    /**
     * Whether an RTP packet may be sent again under its packet index (with the same bytes). The JDK
     * refuses to use one GCM nonce twice in a row.
     */
    public boolean mayRepeatRtp(int ssrc, long packetIndex) {
        return ssrc != lastSsrc || packetIndex != lastPacketIndex;
    }

    /** Protects and sends one RTCP compound packet. */
    public void sendRtcp(byte[] buffer, int offset, int length) {
        SrtpSender sender = srtp;
        TransportAddress to = remote;
        if (sender == null || to == null) {
            return;
        }
        PacketTap watching = tap;
        if (watching != null) {
            watching.onSent(buffer, offset, length, buffer, offset, 0);
        }
        int slot = egress.claim();
        int total = sender.protectRtcp(buffer, offset, length, egress.slab(), slot);
        egress.commit(total, localIndex, to);
        counters.increment(Count.RTCP_PACKETS_SENT);
    }

    /** Sends a datagram as it is (DTLS) on the selected path, if there is one. */
    public void sendRaw(byte[] buffer, int offset, int length) {
        TransportAddress to = remote;
        if (to != null) {
            egress.add(buffer, offset, length, localIndex, to);
        }
    }

    /** Sends a datagram as it is (STUN) to an address that need not be the selected path's. */
    public void sendTo(byte[] buffer, int offset, int length, int local, TransportAddress to) {
        egress.add(buffer, offset, length, local, to);
    }
}
