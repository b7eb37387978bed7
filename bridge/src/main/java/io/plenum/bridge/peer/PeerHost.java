package io.plenum.bridge.peer;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.SlotAllocation;
import java.util.List;

/** What a peer tells the loop that carries it. Called on that loop. */
public interface PeerHost {
    /** Datagrams from this address are this peer's from now on. */
    void onPath(Peer peer, int localIndex, TransportAddress remote);

    /** {@link Peer#deadlineNanos} is another one now. */
    void onDeadlineChanged(Peer peer);

    /** ICE chose its first path. */
    void onIceConnected(Peer peer);

    /** Media can flow. */
    void onConnected(Peer peer, String srtpProfile);

    /** A publication's first packet arrived. */
    void onPublicationStarted(Peer peer, Publication publication);

    /** A slot's first packet of a source was sent. */
    void onSlotStarted(Peer peer, String mid, Publication source);

    /**
     * What its slots are given has changed, or the estimate has by a fifth; at most once a second.
     *
     * @param estimateBps what its downlink carries, bits per second; -1 if that is not known
     * @param slots those that show something
     */
    void onAllocated(Peer peer, long estimateBps, List<SlotAllocation> slots);

    /**
     * Other encodings of a publication than before are worth sending.
     *
     * @param encodings those that are, encoding 0 in the lowest bit
     */
    void onEncodingsWanted(Peer peer, Publication publication, int encodings);

    /** The peer cannot go on and must be removed. */
    void onFailed(Peer peer, CloseReason reason);
}
