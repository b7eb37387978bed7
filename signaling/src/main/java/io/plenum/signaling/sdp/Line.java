package io.plenum.signaling.sdp;

/**
 * One line of a description.
 *
 * @param number from 1
 * @param text without its end; tabs are spaces by now
 */
record Line(int number, String text) {
    /** The letter before "=". */
    char type() {
        return text.charAt(0);
    }

    /** What stands after "=". */
    String value() {
        return text.substring(2);
    }

    /** Name of an attribute, up to its colon. */
    String attributeName() {
        final int colon = text.indexOf(':');
        return Words.trim(colon < 0 ? text.substring(2) : text.substring(2, colon));
    }

    /** Value of an attribute, trimmed; empty if it has none. */
    String attributeValue() {
        final int colon = text.indexOf(':');
        return colon < 0 ? "" : Words.trim(text.substring(colon + 1));
    }

    SdpException refused(String reason) {
        return new SdpException(number, text, reason);
    }
}
