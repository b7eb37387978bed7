package io.plenum.signaling.config;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys that sign, each given as {@code name:secret}. */
final class NamedKeys {
    /** RFC 7518 section 3.2: a key for HS256 is as long as the hash at least. */
    private static final int MIN_SECRET_BYTES = 32;

    private NamedKeys() {}

    /**
     * Secrets by name. Never repeats a secret, not even one that cannot be used.
     *
     * @param origin of the pairs, for messages
     */
    static Map<String, String> read(List<String> pairs, String origin) throws ConfigException {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            String name = colon < 0 ? "" : pair.substring(0, colon).trim();
            String secret = pair.substring(colon + 1).trim();
            if (name.isEmpty()) {
                throw new ConfigException(origin + ": each key must be given as name:secret.");
            }
            if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
                throw new ConfigException(
                        "%s: the secret of \"%s\" is shorter than %d bytes. Make one: openssl rand -base64 32"
                                .formatted(origin, name, MIN_SECRET_BYTES));
            }
            if (keys.put(name, secret) != null) {
                throw new ConfigException("%s: there are two keys \"%s\".".formatted(origin, name));
            }
        }
        return keys;
    }
}
