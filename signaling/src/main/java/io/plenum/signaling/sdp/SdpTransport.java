package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ICE and DTLS attributes, of the session or of one section.
 *
 * @param usernameFragment a=ice-ufrag
 * @param password a=ice-pwd
 * @param setup a=setup (RFC 8842)
 * @param fingerprints a=fingerprint, one or more if there are any
 */
public record SdpTransport(
        @Nullable String usernameFragment,
        @Nullable String password,
        @Nullable String setup,
        List<SdpFingerprint> fingerprints) {
    /** Copies the list. */
    public SdpTransport {
        fingerprints = List.copyOf(fingerprints);
    }

    /** Where this says nothing, what the session says counts. */
    SdpTransport orElse(SdpTransport session) {
        return new SdpTransport(
                usernameFragment == null ? session.usernameFragment : usernameFragment,
                password == null ? session.password : password,
                setup == null ? session.setup : setup,
                fingerprints.isEmpty() ? session.fingerprints : fingerprints);
    }
}
