package io.plenum.bridge.layers;

/** Writes bits, most significant first, as the AV1 specification's descriptors name them. */
final class BitWriter {
    private final StringBuilder bits = new StringBuilder();

    /** f(n). */
    BitWriter put(int value, int width) {
        for (int i = width - 1; i >= 0; i--) {
            bits.append((char) ('0' + (value >>> i & 1)));
        }
        return this;
    }

    /** ns(n). */
    BitWriter putNonSymmetric(int value, int values) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(values);
        int shorter = (1 << width) - values;
        return value < shorter ? put(value, width - 1) : put(value + shorter, width);
    }

    byte[] toBytes() {
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << (7 - i % 8));
        }
        return bytes;
    }
}
