package io.plenum.bridge.peer;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.CloseReason;

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

    /** The peer cannot go on and must be removed. */
    void onFailed(Peer peer, CloseReason reason);
}
