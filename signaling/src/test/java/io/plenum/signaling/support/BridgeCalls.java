package io.plenum.signaling.support;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A bridge without media that remembers what it was told, one line per call. */
public class BridgeCalls implements Bridge {
    /** The bridge's answer to {@link #addPeer}. */
    public static final LocalTransport LOCAL = local("first");

    /** Lines such as {@code "assign p-1 4 t-2"}, in the order of the calls. */
    public final List<String> lines = new ArrayList<>();

    /** What was set last, or null. */
    public @Nullable MediaParameters media;

    private static LocalTransport local(String fragment) {
        return new LocalTransport(
                new IceParameters(fragment, fragment + "-password-of-24-characters"),
                List.of(new IceCandidate("1", "udp", 2_130_706_431L, "192.0.2.7", 10_000)),
                new DtlsFingerprint("sha-256", "AB:".repeat(31) + "AB"));
    }

    @Override
    public LocalTransport addPeer(String room, String peer) {
        lines.add("addPeer " + peer);
        return LOCAL;
    }

    @Override
    public void setRemote(String peer, RemoteTransport remote) {
        lines.add("setRemote %s %s".formatted(peer, remote.ice().usernameFragment()));
    }

    @Override
    public LocalTransport restartIce(String peer, RemoteTransport remote) {
        lines.add("restartIce %s %s".formatted(peer, remote.ice().usernameFragment()));
        return local("restarted");
    }

    @Override
    public void setMedia(String peer, MediaParameters parameters) {
        lines.add("setMedia " + peer);
        media = parameters;
    }

    @Override
    public void assign(String peer, String mid, @Nullable String publication) {
        lines.add("assign %s %s %s".formatted(peer, mid, publication));
    }

    @Override
    public void followLoudest(String peer, String mid) {
        lines.add("followLoudest %s %s".formatted(peer, mid));
    }

    @Override
    public void setLayers(String peer, String mid, LayerTarget target) {
        lines.add(
                "setLayers %s %s %d %d %d"
                        .formatted(
                                peer, mid, target.encoding(), target.spatial(), target.temporal()));
    }

    @Override
    public void setWithheld(String peer, String publication, boolean withheld) {
        lines.add("setWithheld %s %s %s".formatted(peer, publication, withheld));
    }

    @Override
    public void setView(String peer, List<Tile> tiles, boolean hidden) {
        lines.add("setView %s %s %s".formatted(peer, tiles, hidden));
    }

    @Override
    public CompletionStage<DownlinkReport> downlink(String peer) {
        return CompletableFuture.completedFuture(DownlinkReport.NOTHING);
    }

    @Override
    public void removePeer(String peer, CloseReason reason) {
        lines.add("removePeer " + peer);
    }

    @Override
    public List<IceCandidate> candidates() {
        return LOCAL.candidates();
    }

    @Override
    public BridgeStatistics statistics() {
        return new BridgeStatistics(
                0,
                0,
                Map.of(),
                new TreeMap<>(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Override
    public CompletableFuture<Optional<PeerStatistics>> peerStatistics(String peer) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public PacketCapture capture(String peer, int payloadBytes) {
        throw new IllegalArgumentException("no packets pass here");
    }

    @Override
    public void close() {}
}
