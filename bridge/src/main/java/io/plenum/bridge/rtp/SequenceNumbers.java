package io.plenum.bridge.rtp;

/**
 * Arithmetic on 16-bit sequence numbers, which wrap (serial numbers as in RFC 1982 section 3.2).
 * Numbers exactly half the space apart have no order in RFC 1982; here the difference is -32768, so
 * neither counts as newer.
 */
public final class SequenceNumbers {
    private SequenceNumbers() {}

    /** Steps from {@code b} to {@code a}, -32768 to 32767. */
    public static int difference(int a, int b) {
        return (short) (a - b);
    }

    /** Whether {@code a} comes after {@code b}. */
    public static boolean isNewer(int a, int b) {
        return difference(a, b) > 0;
    }

    /** Whether {@code a} comes before {@code b} by at most half the space. */
    public static boolean isOlder(int a, int b) {
        return isNewer(b, a);
    }

    /** {@code sequenceNumber + steps}, 0 to 65535. */
    public static int plus(int sequenceNumber, int steps) {
        return (sequenceNumber + steps) & 0xFFFF;
    }
}
