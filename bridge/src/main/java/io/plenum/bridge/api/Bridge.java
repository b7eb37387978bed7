package io.plenum.bridge.api;

import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.Tile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The media server. Commands go in through these methods, events come out at the {@link
 * BridgeListener}.
 *
 * <p>Every method may be called from any thread, returns without waiting for a media loop, and
 * takes effect in the order of the calls for one peer. Identifiers (rooms, peers, publications) are
 * the caller's own strings; the bridge compares them and prints them, no more.
 */
public interface Bridge extends AutoCloseable {

    /**
     * Creates a peer: one transport and its streams. A room begins with its first peer and ends
     * with its last. Its peers live on one media loop, or if they are many on several.
     *
     * @param room identifier of the room
     * @param peer identifier of the peer, unique in this bridge
     * @return what the other side needs to reach this peer
     * @throws IllegalArgumentException if a peer of this name exists
     * @throws BridgeOverloadedException if the loop's command queue is full
     * @throws IllegalStateException if the bridge is closed
     */
    LocalTransport addPeer(String room, String peer);

    /**
     * Tells a peer who its remote side is. From then on connectivity checks are answered and the
     * DTLS handshake (we are passive, RFC 8842) is accepted. Called again with other ICE
     * credentials these replace the ones before, while ours stay; see {@link #restartIce}.
     */
    void setRemote(String peer, RemoteTransport remote);

    /**
     * Restarts ICE (RFC 8445 section 9): both sides get new credentials. Media stays on its path
     * until the remote side nominates another; checks with the old credentials are answered until
     * the first with the new ones.
     *
     * @param remote the remote side's new credentials; its certificate may not change
     * @return what the other side needs to reach this peer from now on
     * @throws IllegalArgumentException if there is no such peer
     */
    LocalTransport restartIce(String peer, RemoteTransport remote);

    /**
     * Replaces everything a peer sends to us and receives from us; the loop works out the
     * difference.
     */
    void setMedia(String peer, MediaParameters media);

    /**
     * Shows a publication in a slot, or nothing. Video begins with the publication's next key
     * frame, which is asked for at once.
     *
     * @param mid the slot's media identification (RFC 5888)
     * @param publication identifier of a publication in the same room, or null for none. The slot
     *     shows it when it is there, and again when one of that name comes back, until it is given
     *     another or none
     */
    void assign(String peer, String mid, @Nullable String publication);

    /**
     * Shows one of the loudest participants in an audio slot from now on, whoever that is at a
     * time, and never the peer itself. Several such slots of a peer show different ones; a voice
     * keeps its slot for as long as it is among the loudest. While there are no more voices than
     * slots everybody has one. {@link BridgeEvent.SlotStarted} tells who is heard where. Ends with
     * the next {@link #assign} of the slot.
     *
     * @param mid the slot's media identification (RFC 5888)
     */
    void followLoudest(String peer, String mid);

    /**
     * Limits what a video slot is sent, whatever it shows. A higher encoding begins with its next
     * key frame, which is asked for at once; until then the slot goes on with what it has.
     *
     * @param mid the slot's media identification (RFC 5888)
     * @param target the highest layers wanted; {@link LayerTarget#ALL} at the beginning
     */
    void setLayers(String peer, String mid, LayerTarget target);

    /**
     * Sends nobody what a publication carries until told otherwise: slots that were given it show
     * nothing and show it again when it comes back, beginning with a key frame. The publisher may
     * go on sending; it is received and dropped. Does nothing if there is no such publication.
     */
    void setWithheld(String peer, String publication, boolean withheld);

    /**
     * What the viewer's page shows. Slots get no more pixels than are seen there, next size up, and
     * none if they are not seen; what is pinned comes before others. Before the first call every
     * slot counts as visible and of unknown size.
     *
     * @param tiles by slot; a slot that is not named is not visible
     * @param hidden whether nothing of the page can be seen
     */
    void setView(String peer, List<Tile> tiles, boolean hidden);

    /**
     * How a viewer's downlink is divided among its slots, now and over the last five minutes.
     *
     * @return completed within two seconds; {@link DownlinkReport#NOTHING} if there is no such peer
     */
    CompletionStage<DownlinkReport> downlink(String peer);

    /**
     * Ends a peer: closes its DTLS session with close_notify and frees everything it held. Ending a
     * peer that does not exist does nothing. A {@link BridgeEvent.PeerClosed} with this reason
     * follows unless the peer had ended before.
     */
    void removePeer(String peer, CloseReason reason);

    /** The addresses that peers are told, one UDP candidate per loop and address. */
    List<IceCandidate> candidates();

    /** Sums of all loops' counters and the present numbers of rooms and peers. */
    BridgeStatistics statistics();

    /**
     * What one peer sends and is sent. Its loop tells it in the order of its other commands, soon.
     * For whoever waits ({@link CompletableFuture#get}); what is attached would run on the loop.
     *
     * @return completes with nothing if there is no such peer (any more)
     */
    CompletableFuture<Optional<PeerStatistics>> peerStatistics(String peer);

    /**
     * Begins to copy what a peer sends and is sent, in plaintext: RTP headers with a part of the
     * payload, and RTCP. A peer has one capture at a time; another ends the one before. Where
     * nobody captures, it costs a comparison for each packet.
     *
     * @param payloadBytes of each RTP packet's payload that are copied, 0 or more
     * @return close it when it is not needed any more
     * @throws IllegalArgumentException if there is no such peer
     * @throws BridgeOverloadedException if the loop's command queue is full
     */
    PacketCapture capture(String peer, int payloadBytes);

    /**
     * Ends every peer ({@link CloseReason#SERVER_SHUTDOWN}), then loops, ports and threads.
     * Idempotent; waits at most 3 s.
     */
    @Override
    void close();
}
