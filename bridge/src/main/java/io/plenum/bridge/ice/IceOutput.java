package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;

/** What an ICE agent wants done. */
public interface IceOutput {
    /** Send a datagram; the bytes are copied before this returns. */
    void send(byte[] buffer, int offset, int length, int localIndex, TransportAddress to);

    /** A check from this address was authentic: datagrams from there are this peer's. */
    void onPathAuthenticated(int localIndex, TransportAddress remote);

    /** Media goes this way from now on. */
    void selected(int localIndex, TransportAddress remote);

    /** No authentic check for {@link IceLite#CONSENT_EXPIRY_NANOS}. */
    void consentExpired();

    /** No authentic check at all in time. */
    void timedOut();
}
