package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the ICE and DTLS attributes of the session or of one section. */
final class TransportReader {
    private static final int MAX_FINGERPRINTS = 16;

    private @Nullable String usernameFragment;
    private @Nullable String password;
    private final List<String> iceOptions = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private @Nullable Setup setup;

    /** Reads the attribute if it is one of these; false if it is another. */
    boolean read(Line line, String attribute) throws SdpException {
        switch (attribute) {
            case "ice-ufrag" -> usernameFragment = oneWord(line);
            case "ice-pwd" -> password = oneWord(line);
            case "ice-options" -> {
                iceOptions.clear();
                iceOptions.addAll(Words.of(line.attributeValue()));
            }
            case "fingerprint" -> fingerprints.add(readFingerprint(line));
            case "setup" -> {
                setup = Setup.ofToken(line.attributeValue());
                if (setup == null) {
                    throw line.refused("setup is actpass, active, passive or holdconn");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    TransportDescription result() {
        return new TransportDescription(
                usernameFragment, password, iceOptions, fingerprints, setup);
    }

    private static String oneWord(Line line) throws SdpException {
        final String value = line.attributeValue();
        if (value.isEmpty() || value.indexOf(' ') >= 0) {
            throw line.refused("the attribute has one word as its value");
        }
        return value;
    }

    private Fingerprint readFingerprint(Line line) throws SdpException {
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() != 2 || !Words.consistsOf(words.getFirst(), "-") || !isHex(words.get(1))) {
            throw line.refused(
                    "a fingerprint is written: hash-name, space, two hexadecimal digits per byte"
                            + " separated by colons");
        }
        if (fingerprints.size() == MAX_FINGERPRINTS) {
            throw line.refused("more than %d fingerprints".formatted(MAX_FINGERPRINTS));
        }
        return new Fingerprint(words.get(0), words.get(1));
    }

    private static boolean isHex(String text) {
        if (text.length() % 3 != 2) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final boolean digit =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (i % 3 == 2 ? c != ':' : !digit) {
                return false;
            }
        }
        return true;
    }
}
