package io.plenum.bridge.parameters;

import java.util.List;

/**
 * What a peer's offer says of its transport.
 *
 * @param ice its credentials
 * @param fingerprints of its certificate, one or more; one match is enough (RFC 8122 section 5)
 */
public record RemoteTransport(IceParameters ice, List<DtlsFingerprint> fingerprints) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no fingerprint
     */
    public RemoteTransport {
        fingerprints = List.copyOf(fingerprints);
        if (fingerprints.isEmpty()) {
            throw new IllegalArgumentException("a remote transport needs a fingerprint");
        }
    }
}
