package io.plenum.loadtests.client;

import io.plenum.bridge.bytes.BigEndian;

/**
 * The last bytes of each payload: when it was sent, by whom, and which one it is. At the end,
 * because a server may change the length of what stands in front.
 */
final class Stamp {
    static final int BYTES = 20;
    private static final int MAGIC = 0x504C_454E;

    private Stamp() {}

    static void write(byte[] payload, int length, long nowNanos, int source, int counter) {
        int at = length - BYTES;
        BigEndian.putInt(payload, at, MAGIC);
        BigEndian.putLong(payload, at + 4, nowNanos);
        BigEndian.putInt(payload, at + 12, source);
        BigEndian.putInt(payload, at + 16, counter);
    }

    static boolean isThere(byte[] payload, int length) {
        return BigEndian.getInt(payload, length - BYTES) == MAGIC;
    }

    static long nanos(byte[] payload, int length) {
        return BigEndian.getLong(payload, length - BYTES + 4);
    }

    static int source(byte[] payload, int length) {
        return BigEndian.getInt(payload, length - BYTES + 12);
    }

    static int counter(byte[] payload, int length) {
        return BigEndian.getInt(payload, length - BYTES + 16);
    }
}
