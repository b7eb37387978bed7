package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects ICE and DTLS attributes of the session or of a section. */
final class TransportParser {
    private static final int MAX_FINGERPRINTS = 8;

    private final List<SdpFingerprint> fingerprints = new ArrayList<>();
    private @Nullable String usernameFragment;
    private @Nullable String password;
    private @Nullable String setup;

    /** Takes the attribute if it is one of these; answers whether it was. */
    boolean attribute(int number, String line, String name, String value) throws SdpException {
        switch (name) {
            case "ice-ufrag" -> usernameFragment = iceChars(number, line, value.trim(), 4);
            case "ice-pwd" -> password = iceChars(number, line, value.trim(), 22);
            case "setup" -> setup = setup(number, line, value.trim());
            case "fingerprint" -> fingerprint(number, line, value.trim());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** RFC 8839 section 5.4. */
    private static String iceChars(int number, String line, String value, int min)
            throws SdpException {
        if (value.length() < min || value.length() > 256) {
            throw new SdpException(
                    number,
                    hidden(line),
                    "must have " + min + " to 256 characters behind the colon");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean legal =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '+'
                            || c == '/'
                            // Not ice-chars, but seen from older stacks and harmless.
                            || c == '-'
                            || c == '_'
                            || c == '=';
            if (!legal) {
                throw new SdpException(
                        number, hidden(line), "holds a character that is no ice-char");
            }
        }
        return value;
    }

    /** A password must not come back in an error message. */
    private static String hidden(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String setup(int number, String line, String value) throws SdpException {
        return switch (value) {
            case "actpass", "active", "passive", "holdconn" -> value;
            default ->
                    throw new SdpException(
                            number, line, "must be actpass, active, passive or holdconn");
        };
    }

    private void fingerprint(int number, String line, String value) throws SdpException {
        int space = value.indexOf(' ');
        if (space < 1) {
            throw new SdpException(number, line, "must name a hash and its value");
        }
        String algorithm = value.substring(0, space).toLowerCase(Locale.ROOT);
        String hash = value.substring(space + 1).trim().toUpperCase(Locale.ROOT);
        int bytes =
                switch (algorithm) {
                    case "sha-256" -> 32;
                    case "sha-384" -> 48;
                    case "sha-512" -> 64;
                    default -> 0;
                };
        if (bytes == 0) {
            return; // An outdated hash beside a good one does no harm; without one the offer is
            // refused.
        }
        if (hash.length() != 3 * bytes - 1 || !isHexWithColons(hash)) {
            throw new SdpException(
                    number, line, "is no " + algorithm + " hash of " + bytes + " bytes");
        }
        if (fingerprints.size() < MAX_FINGERPRINTS) {
            fingerprints.add(new SdpFingerprint(algorithm, hash));
        }
    }

    private static boolean isHexWithColons(String hash) {
        for (int i = 0; i < hash.length(); i++) {
            char c = hash.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
            if (i % 3 == 2 ? c != ':' : !hex) {
                return false;
            }
        }
        return true;
    }

    SdpTransport finish() {
        return new SdpTransport(usernameFragment, password, setup, fingerprints);
    }
}
