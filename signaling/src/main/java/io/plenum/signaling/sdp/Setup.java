package io.plenum.signaling.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who starts the DTLS handshake (RFC 8842 section 5, values of RFC 4145). */
public enum Setup {
    ACTPASS,
    ACTIVE,
    PASSIVE,
    HOLDCONN;

    static @Nullable Setup ofToken(String token) {
        for (Setup setup : values()) {
            if (setup.token().equals(token)) {
                return setup;
            }
        }
        return null;
    }

    /** As in SDP. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
