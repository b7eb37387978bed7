package io.plenum.signaling.admin;

import org.eclipse.jetty.util.Fields;

/**
 * What an operator wants to capture.
 *
 * @param participant identifier
 * @param seconds at most so long, 1 to 60
 * @param bytes the file is not longer, 1,000 to 20,000,000
 * @param payload whether all of each RTP packet's payload is wanted
 */
record TapRequest(String participant, int seconds, int bytes, boolean payload) {
    /** Every codec's payload header is in them, and no word that was said. */
    private static final int HEAD_BYTES = 12;

    private static final int MAX_SECONDS = 60;
    private static final int MIN_BYTES = 1_000;
    private static final int MAX_BYTES = 20_000_000;

    /**
     * From {@code id}, {@code seconds} (10), {@code bytes} (5,000,000) and {@code payload} (false).
     *
     * @throws IllegalArgumentException if one is not as it must be; the message says which
     */
    static TapRequest of(Fields query) {
        return new TapRequest(
                text(query, "id", ""),
                number(query, "seconds", 1, MAX_SECONDS, 10),
                number(query, "bytes", MIN_BYTES, MAX_BYTES, 5_000_000),
                switch (text(query, "payload", "false")) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("payload must be true or false.");
                });
    }

    /** Of each RTP packet's payload so much is copied. */
    int payloadBytes() {
        return payload ? Integer.MAX_VALUE : HEAD_BYTES;
    }

    private static String text(Fields query, String name, String fallback) {
        String value = query.getValue(name);
        return value == null ? fallback : value;
    }

    private static int number(Fields query, String name, int min, int max, int fallback) {
        try {
            int value = Integer.parseInt(text(query, name, Integer.toString(fallback)));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below with the range, like a number outside it.
        }
        throw new IllegalArgumentException(
                "%s must be a whole number from %d to %d.".formatted(name, min, max));
    }
}
