package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * Reads the control messages that came with a datagram (cmsg(3)): when it reached the machine, its
 * ECN bits, and how many the socket has lost. A flyweight; the values hold until the next read.
 *
 * <pre>cmsghdr: 0 length with this header (8), 8 level (4), 12 type (4), 16 data; aligned to 8
 * </pre>
 */
final class ReceivedControl {
    /** Room for every control message that the sockets ask for: 32 + 24 + 24. */
    static final int BYTES = 96;

    /** No time came with the datagram. */
    static final long NO_TIME = Long.MIN_VALUE;

    static final int SOL_SOCKET = 1;
    static final int SO_TIMESTAMPNS = 35;
    static final int SO_RXQ_OVFL = 40;
    static final int IPPROTO_IP = 0;
    static final int IP_TOS = 1;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_TCLASS = 67;

    private static final int HEADER_BYTES = 16;
    private static final int ECN_MASK = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long unixNanos;
    private int ecn;
    private int lost;

    /**
     * @param at where the control messages begin
     * @param bytes of all of them, as the kernel left it
     */
    void read(MemorySegment controls, long at, long bytes) {
        unixNanos = NO_TIME;
        ecn = 0;
        lost = 0;
        long end = at + Math.min(bytes, BYTES);
        long message = at;
        while (end - message >= HEADER_BYTES) {
            long length = controls.get(JAVA_LONG, message);
            if (length < HEADER_BYTES || length > end - message) {
                return;
            }
            take(
                    controls,
                    controls.get(JAVA_INT, message + 8),
                    controls.get(JAVA_INT, message + 12),
                    message + HEADER_BYTES);
            message += (length + 7) & -8;
        }
    }

    private void take(MemorySegment controls, int level, int type, long data) {
        if (level == SOL_SOCKET && type == SO_TIMESTAMPNS) {
            unixNanos =
                    controls.get(JAVA_LONG, data) * NANOS_PER_SECOND
                            + controls.get(JAVA_LONG, data + 8);
        } else if (level == SOL_SOCKET && type == SO_RXQ_OVFL) {
            lost = controls.get(JAVA_INT, data);
        } else if (level == IPPROTO_IP && type == IP_TOS) {
            ecn = controls.get(JAVA_BYTE, data) & ECN_MASK;
        } else if (level == IPPROTO_IPV6 && type == IPV6_TCLASS) {
            ecn = controls.get(JAVA_INT, data) & ECN_MASK;
        }
    }

    /** When the kernel had the datagram, Unix time in nanoseconds; or {@link #NO_TIME}. */
    long unixNanos() {
        return unixNanos;
    }

    /** ECN bits of the IP header (RFC 3168 section 5), 0 to 3. */
    int ecn() {
        return ecn;
    }

    /** Datagrams that the socket has lost so far for want of buffer; 32 bits, wraps. */
    int lost() {
        return lost;
    }
}
