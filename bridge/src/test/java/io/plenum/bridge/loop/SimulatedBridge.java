package io.plenum.bridge.loop;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.Tile;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import io.plenum.bridge.srtp.SrtpKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Real media loops on a simulated network and a virtual clock. Only DTLS is played: one datagram
 * from the peer, one answer, and keys that both sides know. Where there are several loops, the
 * peers of a room take turns on them.
 */
public final class SimulatedBridge implements AutoCloseable {
    private static final int HOST = 0x0A00_0001;
    private static final int PORT = 10_000;

    private final SimulatedNetwork network;
    private final List<BridgeEvent> events = new ArrayList<>();
    private final List<MediaLoop> loops = new ArrayList<>();
    private final List<LoopInvoker> invokers = new ArrayList<>();
    private final Map<String, Placement.Part> homes = new HashMap<>();
    private final Placement placement;
    private final SplittableRandom random;

    public SimulatedBridge(SimulatedNetwork network, long seed, int loopCount) {
        this.network = network;
        random = new SplittableRandom(seed);
        placement = new Placement(loopCount, 1);
        for (int i = 0; i < loopCount; i++) {
            Counters counters = new Counters();
            MediaLoop loop =
                    new MediaLoop(
                            network.open(counters, TransportAddress.ofIpv4(HOST, PORT + i)),
                            counters,
                            events::add,
                            new CommandQueue(),
                            network.nowNanos());
            loops.add(loop);
            invokers.add(new LoopInvoker(loop));
        }
        LoopSpans.connect(loops);
    }

    /** Sum over the loops. */
    public long count(Count what) {
        return loops.stream().mapToLong(loop -> loop.counters().get(what)).sum();
    }

    public List<BridgeEvent> events() {
        return events;
    }

    /** Runs the loops at this instant until they rest. */
    public void run() {
        int done = 1;
        while (done > 0) {
            done = 0;
            for (LoopInvoker invoker : invokers) {
                done += invoker.invoke(network.nowNanos());
            }
        }
    }

    public long nextDeadlineNanos() {
        return invokers.stream().mapToLong(LoopInvoker::nextDeadlineNanos).min().orElseThrow();
    }

    /** Where a peer that is here sends to. */
    public TransportAddress addressFor(String peer) {
        return TransportAddress.ofIpv4(HOST, PORT + homes.get(peer).loop());
    }

    /** Takes a peer in whose keys are {@code keys}; both sides know the credentials. */
    public void addPeer(
            String room, String id, IceParameters local, IceParameters remote, SrtpKeys keys) {
        Placement.Part part = placement.place(room);
        homes.put(id, part);
        MediaLoop loop = loops.get(part.loop());
        Counters counters = loop.counters();
        ScriptedDtls dtls = new ScriptedDtls(keys, counters);
        Peer peer =
                new Peer(
                        id,
                        loop,
                        new Peer.Parts(
                                new IceLite(local, network.nowNanos(), counters),
                                dtls,
                                new TransportOutput(loop.egress(), counters),
                                loop.forwarding(),
                                counters,
                                random.split(),
                                CipherProviders.PLATFORM),
                        network.nowNanos());
        dtls.peer = peer;
        Runnable onGone =
                () -> {
                    homes.remove(id, part);
                    part.release();
                };
        loop.addPeer(room, part, peer, onGone);
        peer.setRemote(remote(remote), network.nowNanos());
    }

    private void withPeer(String id, MediaLoop.PeerAction action) {
        Placement.Part part = homes.get(id);
        if (part != null) {
            loops.get(part.loop()).withPeer(id, action);
        }
    }

    private static RemoteTransport remote(IceParameters ice) {
        return new RemoteTransport(ice, List.of(new DtlsFingerprint("sha-256", "00")));
    }

    public void restartIce(String peer, IceParameters local, IceParameters remote) {
        loops.get(homes.get(peer).loop()).restartIce(peer, local, remote(remote));
    }

    public void setMedia(String peer, MediaParameters media) {
        withPeer(peer, (room, target) -> room.setMedia(target, media, network.nowNanos()));
    }

    public void assign(String peer, String mid, @Nullable String publication) {
        withPeer(peer, (room, target) -> room.assign(target, mid, publication, network.nowNanos()));
    }

    public void followLoudest(String peer, String mid) {
        withPeer(peer, (room, target) -> room.followLoudest(target, mid, network.nowNanos()));
    }

    public void setLayers(String peer, String mid, LayerTarget target) {
        withPeer(peer, (room, found) -> found.setLayers(mid, target, network.nowNanos()));
    }

    public void setWithheld(String peer, String publication, boolean withheld) {
        withPeer(
                peer,
                (room, target) ->
                        room.setWithheld(target, publication, withheld, network.nowNanos()));
    }

    public void setView(String peer, List<Tile> tiles, boolean hidden) {
        withPeer(peer, (room, found) -> found.setView(tiles, hidden, network.nowNanos()));
    }

    /** How a viewer's downlink is divided. */
    public DownlinkReport shares(String id) {
        DownlinkReport[] found = {DownlinkReport.NOTHING};
        withPeer(id, (room, peer) -> found[0] = peer.downlinkReport(network.nowNanos()));
        return found[0];
    }

    /** Begins to copy a peer's packets, with the simulation's time as that of the day. */
    public PacketCapture capture(String peer, int payloadBytes) {
        MediaLoop loop = loops.get(homes.get(peer).loop());
        PeerCapture capture = new PeerCapture(loop, payloadBytes, 0);
        loop.capture(peer, capture);
        return capture;
    }

    /** What the bridge takes the round trip to a peer to be. */
    public long roundTripNanos(String id) {
        long[] found = {-1};
        withPeer(id, (room, peer) -> found[0] = peer.roundTripNanos());
        return found[0];
    }

    public int peers() {
        return loops.stream().mapToInt(MediaLoop::peerCount).sum();
    }

    /** Parts of rooms, over all loops. */
    public int rooms() {
        return loops.stream().mapToInt(MediaLoop::roomCount).sum();
    }

    public int paths() {
        return loops.stream().mapToInt(MediaLoop::pathCount).sum();
    }

    /** Mirrors, each counted at both its ends. */
    public int mirrorEnds() {
        return loops.stream().mapToInt(loop -> loop.spans().size()).sum();
    }

    public void removePeer(String peer) {
        Placement.Part part = homes.get(peer);
        if (part != null) {
            loops.get(part.loop()).removePeer(peer, CloseReason.LEFT);
        }
    }

    @Override
    public void close() {
        invokers.forEach(LoopInvoker::close);
    }

    /** Any DTLS datagram completes the handshake. */
    private static final class ScriptedDtls implements DtlsTransport {
        private final SrtpKeys keys;
        private final Counters counters;
        private @Nullable Peer peer;
        private boolean connected;

        ScriptedDtls(SrtpKeys keys, Counters counters) {
            this.keys = keys;
            this.counters = counters;
        }

        @Override
        public void setRemoteFingerprints(List<DtlsFingerprint> fingerprints) {}

        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nowNanos) {
            counters.increment(Count.DTLS_DATAGRAMS_RECEIVED);
            Peer target = peer;
            if (target == null) {
                return;
            }
            if (!connected) {
                connected = true;
                target.onDtlsConnected(keys, nowNanos);
            }
            target.onDtlsOutbound(new byte[] {22, 1, 2, 3});
        }

        @Override
        public boolean send(byte[] message) {
            return false;
        }

        @Override
        public void close() {}
    }
}
