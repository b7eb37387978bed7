package io.plenum.bridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.ForwardingContext;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.room.Room;
import io.plenum.bridge.rtp.DatagramKind;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A room of two connected peers, each publishing to the other, and the little of a loop that they
 * need. Checks after every input that what was counted adds up and that what left was bounded.
 */
final class FuzzedRoom implements PeerHost {
    private static final long MS = 1_000_000L;
    private static final int EGRESS_BATCH = 16;

    /** RTP datagrams end in exactly one of these. */
    private static final List<Count> FATES =
            List.of(
                    Count.RTP_PACKETS_PUBLISHED,
                    Count.DROPPED_NO_SUBSCRIBER,
                    Count.DROPPED_SRTP_BAD_TAG,
                    Count.DROPPED_SRTP_REPLAYED,
                    Count.DROPPED_SRTP_MALFORMED,
                    Count.DROPPED_RTP_UNPROTECTED_MALFORMED,
                    Count.DROPPED_RTP_MALFORMED,
                    Count.DROPPED_RTP_UNKNOWN_SSRC,
                    Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE,
                    Count.DROPPED_RTP_DUPLICATE,
                    Count.DROPPED_RTP_TOO_MANY_STREAMS,
                    Count.RTX_PACKETS_USELESS);

    /** Packets a slot may repeat before it has sent any. */
    private static final int RETRANSMISSION_CREDIT = 64;

    final Counters counters = new Counters();
    final SplittableRandom random = new SplittableRandom(1);
    final Egress egress = new Egress(EGRESS_BATCH, this::take);
    final ForwardingContext forwarding = new ForwardingContext(counters);
    private final Room room = new Room("room", (where, speaker) -> {});
    private final List<FuzzedGuest> guests;
    private long nowNanos = 1_000_000 * MS;
    private long bytesSent;
    private long slotsMade;

    FuzzedRoom() {
        guests = List.of(new FuzzedGuest(this, 0), new FuzzedGuest(this, 1));
        for (FuzzedGuest guest : guests) {
            room.add(guest.peer);
            setMedia(guest, 0);
        }
        for (FuzzedGuest guest : guests) {
            guest.connect();
            for (FuzzedGuest other : guests) {
                if (other != guest) {
                    room.assign(guest.peer, "audio", "mic" + other.number, nowNanos);
                    room.assign(guest.peer, "video", "cam" + other.number, nowNanos);
                    room.assign(guest.peer, "plain", "screen" + other.number, nowNanos);
                }
            }
        }
        take(egress);
        bytesSent = 0;
    }

    long nowNanos() {
        return nowNanos;
    }

    FuzzedGuest guest(int number) {
        return guests.get(number & 1);
    }

    /** One datagram arrives; everything that leaves because of it is checked. */
    void arrive(FuzzedGuest from, byte[] datagram, TransportAddress address, long mayCostBytes) {
        if (from.gone) {
            return;
        }
        DatagramKind kind = DatagramKind.of(datagram, 0, datagram.length);
        long fates = fates();
        long sentBefore = bytesSent;
        from.peer.onDatagram(kind, datagram, 0, datagram.length, 0, address, nowNanos, nowNanos);
        forwarding.packets().forward();
        take(egress);
        if (kind == DatagramKind.RTP) {
            assertThat(fates() - fates).as("one RTP datagram, one fate").isEqualTo(1);
        }
        assertThat(bytesSent - sentBefore)
                .as("bytes sent because of %d received", datagram.length)
                .isLessThanOrEqualTo(mayCostBytes);
        checkTotals();
    }

    private long fates() {
        // Two counters are of RTCP too, which is not counted here: only differences are used.
        long sum = 0;
        for (int i = 0; i < FATES.size(); i++) {
            sum += counters.get(FATES.get(i));
        }
        return sum;
    }

    private void checkTotals() {
        assertThat(counters.get(Count.RTP_PACKETS_OFFERED))
                .isGreaterThanOrEqualTo(counters.get(Count.RTP_PACKETS_FORWARDED));
        assertThat(counters.get(Count.RETRANSMISSIONS_SENT))
                .as("repeats no more than it sends")
                .isLessThanOrEqualTo(
                        counters.get(Count.RTP_PACKETS_FORWARDED)
                                + RETRANSMISSION_CREDIT * slotsMade);
    }

    /** Time passes at once, as when the machine was busy; then everything due is done. */
    void pass(long millis) {
        nowNanos += millis * MS;
        for (FuzzedGuest guest : guests) {
            long sentBefore = bytesSent;
            for (int i = 0; !guest.gone && guest.peer.deadlineNanos() - nowNanos <= 0; i++) {
                assertThat(i).as("deadlines that stay in the past").isLessThan(8);
                guest.beginReport();
                guest.peer.onDeadline(nowNanos);
                take(egress);
            }
            assertThat(bytesSent - sentBefore).as("bytes of feedback").isLessThan(64_000);
        }
        checkTotals();
    }

    /** Replaces what a guest sends and receives by one of four descriptions. */
    void setMedia(FuzzedGuest guest, int variant) {
        if (!guest.gone) {
            slotsMade += 3;
            room.setMedia(guest.peer, FuzzedMedia.of(guest.number, variant), nowNanos);
            take(egress);
        }
    }

    void assign(FuzzedGuest guest, String mid, @Nullable String publication) {
        if (!guest.gone) {
            room.assign(guest.peer, mid, publication, nowNanos);
            take(egress);
        }
    }

    void followLoudest(FuzzedGuest guest, String mid) {
        if (!guest.gone) {
            room.followLoudest(guest.peer, mid, nowNanos);
            take(egress);
        }
    }

    void setLayers(FuzzedGuest guest, String mid, LayerTarget target) {
        if (!guest.gone) {
            guest.peer.setLayers(mid, target, nowNanos);
            take(egress);
        }
    }

    /** Everything that leaves passes here. */
    private void take(Egress full) {
        for (int i = 0; i < full.count(); i++) {
            bytesSent += full.length(i);
            TransportAddress to = full.destination(i);
            for (FuzzedGuest guest : guests) {
                if (guest.owns(to)) {
                    guest.receive(full.slab(), full.offset(i), full.length(i));
                }
            }
        }
        full.clear();
    }

    @Override
    public void onFailed(Peer peer, CloseReason reason) {
        for (FuzzedGuest guest : guests) {
            if (guest.peer.id().equals(peer.id())) {
                guest.gone = true;
            }
        }
        room.remove(peer, nowNanos);
    }

    @Override
    public void onPath(Peer peer, int localIndex, TransportAddress remote) {}

    @Override
    public void onDeadlineChanged(Peer peer) {
        peer.deadlineNanos();
    }

    @Override
    public void onIceConnected(Peer peer) {}

    @Override
    public void onConnected(Peer peer, String srtpProfile) {}

    @Override
    public void onPublicationStarted(Peer peer, Publication publication) {}

    @Override
    public void onSlotStarted(Peer peer, String mid, Publication source) {}

    @Override
    public void onAllocated(Peer peer, long estimateBps, List<SlotAllocation> slots) {}

    @Override
    public void onEncodingsWanted(Peer peer, Publication publication, int encodings) {}
}
