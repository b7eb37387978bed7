package io.plenum.bridge.cc;

/** What a packet to a viewer is for. */
public enum PacketKind {
    /** Never waits in the pacer. */
    AUDIO,
    /** Waits in the pacer. */
    VIDEO,
    /** A retransmission; never waits in the pacer. */
    REPAIR,
    /** Carries nothing; sent to probe. */
    PADDING
}
