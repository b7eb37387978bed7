package io.plenum.bridge.loop;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import io.plenum.bridge.srtp.SrtpKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The real media loop on a simulated network and a virtual clock. Only DTLS is played: one datagram
 * from the peer, one answer, and keys that both sides know.
 */
public final class SimulatedBridge implements AutoCloseable {
    public static final TransportAddress ADDRESS = TransportAddress.ofIpv4(0x0A00_0001, 10_000);

    private final SimulatedNetwork network;
    private final Counters counters = new Counters();
    private final List<BridgeEvent> events = new ArrayList<>();
    private final MediaLoop loop;
    private final LoopInvoker invoker;
    private final SplittableRandom random;

    public SimulatedBridge(SimulatedNetwork network, long seed) {
        this.network = network;
        random = new SplittableRandom(seed);
        loop =
                new MediaLoop(
                        network.open(counters, ADDRESS),
                        counters,
                        events::add,
                        new CommandQueue(),
                        network.nowNanos());
        invoker = new LoopInvoker(loop);
    }

    public Counters counters() {
        return counters;
    }

    public List<BridgeEvent> events() {
        return events;
    }

    /** Runs the loop at this instant until it rests. */
    public void run() {
        invoker.invoke(network.nowNanos());
    }

    public long nextDeadlineNanos() {
        return invoker.nextDeadlineNanos();
    }

    /** Takes a peer in whose keys are {@code keys}; both sides know the credentials. */
    public void addPeer(
            String room, String id, IceParameters local, IceParameters remote, SrtpKeys keys) {
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
        loop.addPeer(room, peer, () -> {});
        peer.setRemote(remote(remote), network.nowNanos());
    }

    private static RemoteTransport remote(IceParameters ice) {
        return new RemoteTransport(ice, List.of(new DtlsFingerprint("sha-256", "00")));
    }

    public void restartIce(String peer, IceParameters local, IceParameters remote) {
        loop.restartIce(peer, local, remote(remote));
    }

    public void setMedia(String peer, MediaParameters media) {
        loop.withPeer(peer, (room, target) -> room.setMedia(target, media, network.nowNanos()));
    }

    public void assign(String peer, String mid, @Nullable String publication) {
        loop.withPeer(
                peer, (room, target) -> room.assign(target, mid, publication, network.nowNanos()));
    }

    public void followLoudest(String peer, String mid) {
        loop.withPeer(peer, (room, target) -> room.followLoudest(target, mid, network.nowNanos()));
    }

    public void setLayers(String peer, String mid, LayerTarget target) {
        loop.withPeer(peer, (room, found) -> found.setLayers(mid, target, network.nowNanos()));
    }

    /** What the bridge takes the round trip to a peer to be. */
    public long roundTripNanos(String id) {
        long[] found = {-1};
        loop.withPeer(id, (room, peer) -> found[0] = peer.roundTripNanos());
        return found[0];
    }

    public int peers() {
        return loop.peerCount();
    }

    public int rooms() {
        return loop.roomCount();
    }

    public int paths() {
        return loop.pathCount();
    }

    public void removePeer(String peer) {
        loop.removePeer(peer, CloseReason.LEFT);
    }

    @Override
    public void close() {
        invoker.close();
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
