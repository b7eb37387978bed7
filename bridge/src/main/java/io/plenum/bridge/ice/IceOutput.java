package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;

/** What an ICE agent wants done. */
public interface IceOutput {
    /** Send a datagram; the bytes are copied before this returns. */
    void send(byte[] buffer, int offset, int length, int localIndex, TransportAddress to);

    /**
     * A check from this address was authentic: datagrams from there are this peer's. Told for every
     * such check, and before the address can be {@link #selected}.
     */
    void onPathAuthenticated(int localIndex, TransportAddress remote);

    /** Media goes this way from now on. */
    void selected(int localIndex, TransportAddress remote);

    /**
     * No authentic check on the selected path for {@link IceLite#CONSENT_EXPIRY_NANOS}: nothing may
     * be sent any more (RFC 7675 section 5.1). Told once; only an ICE restart revives the peer.
     */
    void consentExpired();

    /** No path was nominated in time. Told once; only an ICE restart revives the peer. */
    void timedOut();
}
