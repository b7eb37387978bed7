package io.plenum.bridge.parameters;

import java.util.List;

/**
 * What the remote side must know to reach a peer of ours. We are ICE-lite and DTLS passive.
 *
 * @param ice our credentials
 * @param candidates every address that may reach us (all of them at once: nothing trickles)
 * @param fingerprint of our certificate
 */
public record LocalTransport(
        IceParameters ice, List<IceCandidate> candidates, DtlsFingerprint fingerprint) {
    /** Copies the list. */
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
