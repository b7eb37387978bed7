package io.plenum.bridge.loop;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.forward.ForwardingContext;
import io.plenum.bridge.forward.PacketBatch;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.ice.StunRouting;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.peer.PeerHost;
import io.plenum.bridge.room.Room;
import io.plenum.bridge.rtp.DatagramKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One media loop: a port, the rooms whose media flows through it, and their timers. A duty cycle
 * drains the commands, takes in what other loops have for rooms that it shares with them, receives
 * a batch, forwards it, fires what is due, and sends everything in one batch.
 *
 * <p>Everything here happens on the loop's thread, except {@link #submit}, {@link #wakeup} and the
 * counters.
 */
final class MediaLoop implements DutyCycle, PeerHost {
    private static final int BATCH = 256;

    /**
     * Datagrams that leave together. A viewer's packets of a picture lie one behind the other, so a
     * larger batch would not make runs longer; but the first viewers would wait for the last ones.
     */
    private static final int EGRESS_BATCH = 128;

    private static final int COMMANDS_PER_CYCLE = 256;

    /** Some milliseconds of work. */
    private static final int DATAGRAMS_PER_CYCLE = 2048;

    /** ICE credentials a peer is known by: the newest, and those before the last restart. */
    private static final int GENERATIONS = 2;

    private final DatagramPort port;
    private final List<TransportAddress> localAddresses;
    private final Counters counters;
    private final Consumer<BridgeEvent> events;
    private final CommandQueue commands;
    private final TimerWheel timers;
    private final Ingress ingress = new Ingress(BATCH);
    private final Egress egress;
    private final ForwardingContext forwarding;
    private final PathTable<PeerEntry> paths = new PathTable<>();
    private final Map<String, PeerEntry> byUsernameFragment = new HashMap<>();
    private final Map<String, PeerEntry> byId = new HashMap<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private final PictureHold pictureHold = new PictureHold();
    private final LoopSpans spans;
    private final LoopTrace trace;

    /** Whose datagram or deadline is worked on; null between them. */
    private @Nullable PeerEntry current;

    private int nextDatagram;
    private boolean hasMore;
    private long nowNanos;

    /** A peer with what the loop keeps for it. */
    private final class PeerEntry extends TimerWheel.Timer {
        final Peer peer;
        final Room room;
        final Runnable onGone;
        final List<TransportAddress> addresses = new ArrayList<>();

        /** By which its checks are recognised, the newest last. */
        final List<String> fragments = new ArrayList<>();

        PeerEntry(Peer peer, Room room, Runnable onGone) {
            this.peer = peer;
            this.room = room;
            this.onGone = onGone;
            fragments.add(peer.localUsernameFragment());
        }

        @Override
        public void onDeadline(long now) {
            current = this;
            try {
                peer.onDeadline(now);
            } finally {
                reschedule(this);
            }
            current = null;
        }
    }

    MediaLoop(
            DatagramPort port,
            Counters counters,
            Consumer<BridgeEvent> events,
            CommandQueue commands,
            long nowNanos) {
        this.port = port;
        localAddresses = port.localAddresses();
        this.counters = counters;
        this.events = events;
        this.commands = commands;
        this.nowNanos = nowNanos;
        timers = new TimerWheel(nowNanos);
        egress = new Egress(EGRESS_BATCH, port::send);
        forwarding = new ForwardingContext(counters);
        forwarding.setNow(nowNanos);
        spans = new LoopSpans(this, counters);
        trace = new LoopTrace(counters);
    }

    /** The loop's counters; any thread may read. */
    Counters counters() {
        return counters;
    }

    /** What a peer's way out is made of. */
    Egress egress() {
        return egress;
    }

    /** What the loop's subscriptions share. */
    ForwardingContext forwarding() {
        return forwarding;
    }

    /** Peers here. */
    int peerCount() {
        return byId.size();
    }

    /** Rooms here. */
    int roomCount() {
        return rooms.size();
    }

    /** Remote addresses that lead to a peer. */
    int pathCount() {
        return paths.size();
    }

    /** Time of this duty cycle. */
    long nowNanos() {
        return nowNanos;
    }

    /** The addresses that it is bound to. */
    List<TransportAddress> localAddresses() {
        return localAddresses;
    }

    /** What it shares with other loops. */
    LoopSpans spans() {
        return spans;
    }

    /** Ends the loop's waiting. Any thread; cheap if it does not wait. */
    void wakeup() {
        port.wakeup();
    }

    /** Carries a command to the loop. Any thread; false if the queue is full. */
    boolean submit(Runnable command) {
        boolean taken = commands.offer(command);
        if (taken) {
            port.wakeup();
        }
        return taken;
    }

    @Override
    public int doWork(long now) {
        nowNanos = now;
        current = null;
        trace.onBegan();
        forwarding.setNow(now);
        counters.increment(Count.CYCLES);
        int done = commands.drain(COMMANDS_PER_CYCLE);
        int commanded = done;
        counters.add(Count.COMMANDS, done);
        int piped = spans.drain();
        hasMore = done == COMMANDS_PER_CYCLE || piped >= LoopSpans.SLOTS_PER_CYCLE;
        done += piped;
        int received = takeIn();
        forwardUnlessHeld(now);
        int fired = timers.advance(now);
        // Before we send, so that others can begin meanwhile.
        spans.flush();
        if (egress.count() > 0) {
            port.send(egress);
        }
        trace.onEnded(commanded, received, ingress.count() - nextDatagram);
        return done + received + fired;
    }

    /**
     * Receives, or goes on with what was received before, until the datagrams to be sent are enough
     * for one cycle: the next one has a time of its own, by which the age of the rest is judged.
     */
    private int takeIn() {
        if (nextDatagram >= ingress.count()) {
            ingress.clear();
            nextDatagram = 0;
            port.receive(ingress);
        }
        int first = nextDatagram;
        while (nextDatagram < ingress.count()
                && forwarding.packets().datagrams() < DATAGRAMS_PER_CYCLE) {
            dispatch(nextDatagram++);
        }
        hasMore |= nextDatagram < ingress.count() || ingress.count() == ingress.capacity();
        return nextDatagram - first;
    }

    @Override
    public void onWorked(long startedNanos, long endedNanos) {
        counters.add(Count.BUSY_NANOS, endedNanos - startedNanos);
        counters.observe(Distribution.CYCLE, endedNanos - startedNanos);
        forwarding.packets().delays().onLeft(endedNanos);
    }

    @Override
    public boolean hasMore() {
        return hasMore;
    }

    private void forwardUnlessHeld(long now) {
        PacketBatch packets = forwarding.packets();
        boolean moreDueAtOnce =
                packets.pictureUnfinished()
                        && port.gainsFromRuns()
                        && packets.datagrams() < DATAGRAMS_PER_CYCLE;
        if (!packets.isEmpty() && !pictureHold.holds(moreDueAtOnce, now)) {
            packets.forward();
        }
    }

    private void dispatch(int index) {
        byte[] slab = ingress.slab();
        int offset = ingress.offset(index);
        int length = ingress.length(index);
        DatagramKind kind = DatagramKind.of(slab, offset, length);
        PeerEntry entry =
                kind == DatagramKind.STUN
                        ? stunPeer(slab, offset, length)
                        : paths.get(
                                ingress.remoteHigh(index),
                                ingress.remoteLow(index),
                                ingress.remotePort(index));
        if (entry == null) {
            countUnclaimed(kind);
            return;
        }
        // Only a STUN message needs its address as an object; everything else comes from a known
        // one.
        TransportAddress remote =
                kind == DatagramKind.STUN ? ingress.remote(index) : entry.addresses.getFirst();
        current = entry;
        entry.peer.onDatagram(
                kind,
                slab,
                offset,
                length,
                ingress.localIndex(index),
                remote,
                ingress.arrivalNanos(index),
                nowNanos);
        current = null;
    }

    private @Nullable PeerEntry stunPeer(byte[] slab, int offset, int length) {
        String fragment = StunRouting.localUsernameFragment(slab, offset, length);
        return fragment == null ? null : byUsernameFragment.get(fragment);
    }

    private void countUnclaimed(DatagramKind kind) {
        counters.increment(
                switch (kind) {
                    case STUN -> Count.DROPPED_STUN_UNKNOWN_USER;
                    case UNKNOWN -> Count.DROPPED_UNKNOWN_FIRST_BYTE;
                    case RTP, RTCP, DTLS -> Count.DROPPED_UNKNOWN_REMOTE;
                });
    }

    /**
     * Takes a peer in.
     *
     * @param part of the room, which the peer was counted in
     * @param onGone called on the loop once the peer is gone and its identifier is free
     */
    void addPeer(String roomId, Placement.Part part, Peer peer, Runnable onGone) {
        Room known = rooms.get(roomId);
        Room room = known == null ? beginRoom(roomId, part) : known;
        PeerEntry entry = new PeerEntry(peer, room, onGone);
        room.add(peer);
        byId.put(peer.id(), entry);
        byUsernameFragment.put(peer.localUsernameFragment(), entry);
        reschedule(entry);
    }

    private Room beginRoom(String id, Placement.Part part) {
        Room room = new Room(id, this::onSpeaker);
        rooms.put(id, room);
        spans.onRoomBegan(room, part);
        return room;
    }

    /** Carries out {@code action} on a peer and its room if it is still here. */
    void withPeer(String peerId, PeerAction action) {
        PeerEntry entry = byId.get(peerId);
        if (entry != null) {
            action.accept(entry.room, entry.peer);
            reschedule(entry);
        }
    }

    /** Begins to capture a peer, or ends the capture if it is not here any more. */
    void capture(String peerId, PeerCapture capture) {
        PeerEntry entry = byId.get(peerId);
        if (entry == null) {
            capture.onClosed();
        } else {
            capture.begin(entry.peer);
        }
    }

    /** What a peer sends and is sent now, or null if it is not here. */
    @Nullable PeerStatistics statistics(String peerId) {
        PeerEntry entry = byId.get(peerId);
        return entry == null ? null : entry.peer.statistics();
    }

    /**
     * Restarts a peer's ICE. Checks that were sent before the remote side knew still name it by its
     * old username fragment.
     */
    void restartIce(String peerId, IceParameters local, RemoteTransport remote) {
        PeerEntry entry = byId.get(peerId);
        if (entry == null) {
            return;
        }
        entry.peer.restartIce(local, remote, nowNanos);
        entry.fragments.add(local.usernameFragment());
        byUsernameFragment.put(local.usernameFragment(), entry);
        if (entry.fragments.size() > GENERATIONS) {
            byUsernameFragment.remove(entry.fragments.removeFirst(), entry);
        }
        reschedule(entry);
    }

    /** Something done to a peer in its room. */
    @FunctionalInterface
    interface PeerAction {
        void accept(Room room, Peer peer);
    }

    /** Ends a peer, if it is here, and reports it. */
    void removePeer(String peerId, CloseReason reason) {
        PeerEntry entry = byId.remove(peerId);
        if (entry == null) {
            return;
        }
        timers.cancel(entry);
        for (String fragment : entry.fragments) {
            byUsernameFragment.remove(fragment, entry);
        }
        for (TransportAddress address : entry.addresses) {
            paths.remove(address.high(), address.low(), address.port(), entry);
        }
        entry.room.remove(entry.peer, nowNanos);
        if (entry.room.isEmpty()) {
            rooms.remove(entry.room.id());
            spans.onRoomEnded(entry.room);
        }
        entry.onGone.run();
        events.accept(new BridgeEvent.PeerClosed(peerId, reason));
    }

    /** Ends every peer. */
    void removeAll(CloseReason reason) {
        for (String id : List.copyOf(byId.keySet())) {
            removePeer(id, reason);
        }
    }

    private void reschedule(PeerEntry entry) {
        if (!entry.peer.closed()) {
            timers.schedule(entry, entry.peer.deadlineNanos());
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return spans.deadlineNanos(pictureHold.earlier(timers.nextDeadlineNanos()));
    }

    @Override
    public void onFailure() {
        counters.increment(Count.CYCLES_FAILED);
    }

    @Override
    public Map<String, String> failedFor() {
        PeerEntry entry = current;
        return entry == null ? Map.of() : LogContext.map(entry.room.id(), entry.peer.id());
    }

    @Override
    public void onClose() {
        commands.drain(Integer.MAX_VALUE);
        removeAll(CloseReason.SERVER_SHUTDOWN);
        spans.close();
        if (egress.count() > 0) {
            port.send(egress);
        }
        port.close();
    }

    @Override
    public void onPath(Peer peer, int localIndex, TransportAddress remote) {
        PeerEntry entry = byId.get(peer.id());
        if (entry == null) {
            return;
        }
        PeerEntry before = paths.get(remote.high(), remote.low(), remote.port());
        if (before != entry) {
            if (before != null) {
                before.addresses.remove(remote);
            }
            paths.put(remote.high(), remote.low(), remote.port(), entry);
            entry.addresses.add(remote);
            forgetOldest(entry);
        }
    }

    /** A peer that keeps changing its address keeps its newest few. */
    private void forgetOldest(PeerEntry entry) {
        if (entry.addresses.size() > 16) {
            TransportAddress oldest = entry.addresses.removeFirst();
            paths.remove(oldest.high(), oldest.low(), oldest.port(), entry);
        }
    }

    @Override
    public void onDeadlineChanged(Peer peer) {
        PeerEntry entry = byId.get(peer.id());
        if (entry != null) {
            reschedule(entry);
        }
    }

    @Override
    public void onIceConnected(Peer peer) {
        events.accept(new BridgeEvent.IceConnected(peer.id()));
    }

    @Override
    public void onConnected(Peer peer, String srtpProfile) {
        events.accept(new BridgeEvent.PeerConnected(peer.id(), srtpProfile));
    }

    @Override
    public void onPublicationStarted(Peer peer, Publication publication) {
        events.accept(new BridgeEvent.PublicationStarted(peer.id(), publication.id()));
    }

    @Override
    public void onSlotStarted(Peer peer, String mid, Publication source) {
        events.accept(new BridgeEvent.SlotStarted(peer.id(), mid, source.id()));
    }

    @Override
    public void onAllocated(Peer peer, long estimateBps, List<SlotAllocation> slots) {
        events.accept(new BridgeEvent.Allocated(peer.id(), estimateBps, slots));
    }

    @Override
    public void onEncodingsWanted(Peer peer, Publication publication, int encodings) {
        List<Boolean> active = new ArrayList<>();
        for (int i = 0; i < publication.encodingCount(); i++) {
            active.add((encodings & 1 << i) != 0);
        }
        events.accept(new BridgeEvent.EncodingsWanted(peer.id(), publication.id(), active));
    }

    private void onSpeaker(Room room, String speaker) {
        events.accept(new BridgeEvent.SpeakerChanged(speaker, room.id()));
    }

    @Override
    public void onFailed(Peer peer, CloseReason reason) {
        removePeer(peer.id(), reason);
    }
}
