package io.plenum.bridge.api;

import io.plenum.bridge.parameters.CloseReason;

/** What a bridge reports. */
public sealed interface BridgeEvent {
    /** The peer it concerns. */
    String peer();

    /** ICE chose a path: the first authenticated, nominated check arrived. */
    record IceConnected(String peer) implements BridgeEvent {}

    /** The DTLS handshake is done and media can flow. {@code srtpProfile} is its IANA name. */
    record PeerConnected(String peer, String srtpProfile) implements BridgeEvent {}

    /** The first packet of a publication arrived. */
    record PublicationStarted(String peer, String publication) implements BridgeEvent {}

    /** A slot began to carry a publication: its first packet was forwarded. */
    record SlotStarted(String peer, String mid, String publication) implements BridgeEvent {}

    /** Another peer is the dominant speaker of its room now; at most once a second per room. */
    record SpeakerChanged(String peer, String room) implements BridgeEvent {}

    /** The peer is gone and its identifier is free again. */
    record PeerClosed(String peer, CloseReason reason) implements BridgeEvent {}
}
