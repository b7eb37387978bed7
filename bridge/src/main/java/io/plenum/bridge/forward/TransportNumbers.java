package io.plenum.bridge.forward;

/**
 * The transport-wide sequence numbers under which a slot's last packets left. Where a packet can
 * only be repeated under its own sequence number, every byte must be the same as at first (RFC 7714
 * section 8.4), this number too. Slots whose repetitions are a stream of their own need none.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class TransportNumbers {
    /** A second of video at 1 Mbit/s, five of audio. */
    private static final int KEPT = 256;

    private static final int UNKNOWN = -1;

    private final long[] sequences = new long[KEPT];
    private final char[] numbers = new char[KEPT];

    /** A packet left. */
    void put(long sequence, int number) {
        int at = (int) sequence & (KEPT - 1);
        sequences[at] = sequence + 1; // 0 for none
        numbers[at] = (char) number;
    }

    /** The number of a packet, 0 to 65535, or -1 if it is not known any more. */
    int get(long sequence) {
        int at = (int) sequence & (KEPT - 1);
        return sequences[at] == sequence + 1 ? numbers[at] : UNKNOWN;
    }
}
