package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ICE and DTLS of a section, or of the session for those sections that say nothing (RFC 8839, RFC
 * 8842).
 *
 * @param usernameFragment ice-ufrag, null if not given
 * @param password ice-pwd, null if not given; never logged
 * @param iceOptions such as "trickle", in their order
 * @param fingerprints in their order
 * @param setup null if not given
 */
public record TransportDescription(
        @Nullable String usernameFragment,
        @Nullable String password,
        List<String> iceOptions,
        List<Fingerprint> fingerprints,
        @Nullable Setup setup) {
    /** Says nothing. */
    public static final TransportDescription NONE =
            new TransportDescription(null, null, List.of(), List.of(), null);

    /** Copies the lists. */
    public TransportDescription {
        iceOptions = List.copyOf(iceOptions);
        fingerprints = List.copyOf(fingerprints);
    }

    /** This, and {@code session} where this says nothing. Credentials are inherited as a pair. */
    TransportDescription orElse(TransportDescription session) {
        final boolean credentials = usernameFragment != null || password != null;
        return new TransportDescription(
                credentials ? usernameFragment : session.usernameFragment,
                credentials ? password : session.password,
                iceOptions.isEmpty() ? session.iceOptions : iceOptions,
                fingerprints.isEmpty() ? session.fingerprints : fingerprints,
                setup == null ? session.setup : setup);
    }

    /** Whether ICE and DTLS can start from it alone. */
    boolean isComplete() {
        return usernameFragment != null && password != null && !fingerprints.isEmpty();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TransportDescription[usernameFragment=%s, iceOptions=%s, fingerprints=%s, setup=%s]"
                .formatted(usernameFragment, iceOptions, fingerprints, setup);
    }
}
