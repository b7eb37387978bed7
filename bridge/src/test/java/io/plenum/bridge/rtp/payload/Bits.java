package io.plenum.bridge.rtp.payload;

/** Writes bits for a test, most significant first, spelled as in the specification's tables. */
final class Bits {
    private final StringBuilder bits = new StringBuilder();

    /** Appends zeroes and ones; anything else is a separator. */
    Bits put(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '0' || c == '1') {
                bits.append(c);
            }
        }
        return this;
    }

    /** Appends the low {@code width} bits. */
    Bits put(int value, int width) {
        for (int i = width - 1; i >= 0; i--) {
            bits.append((char) ('0' + (value >>> i & 1)));
        }
        return this;
    }

    /** The bits so far, filled with zeroes to a whole byte. */
    byte[] toBytes() {
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                bytes[i / 8] |= (byte) (0x80 >>> i % 8);
            }
        }
        return bytes;
    }
}
