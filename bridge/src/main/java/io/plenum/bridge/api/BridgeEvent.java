package io.plenum.bridge.api;

import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.SlotAllocation;
import java.util.List;

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

    /**
     * What a viewer's video slots are given has changed, or the estimate of its downlink has by a
     * fifth; at most once a second per peer.
     *
     * @param estimateBps what the downlink is estimated to carry, bits per second; -1 if it is not
     *     estimated
     * @param slots those that show something
     */
    record Allocated(String peer, long estimateBps, List<SlotAllocation> slots)
            implements BridgeEvent {
        /** Copies the list. */
        public Allocated {
            slots = List.copyOf(slots);
        }
    }

    /**
     * Nobody takes an encoding of a simulcast publication any more, or somebody does again: its
     * publisher should switch it off or on.
     *
     * @param active by encoding, lowest quality first: whether it is worth sending
     */
    record EncodingsWanted(String peer, String publication, List<Boolean> active)
            implements BridgeEvent {
        /** Copies the list. */
        public EncodingsWanted {
            active = List.copyOf(active);
        }
    }

    /** The peer is gone and its identifier is free again. */
    record PeerClosed(String peer, CloseReason reason) implements BridgeEvent {}
}
