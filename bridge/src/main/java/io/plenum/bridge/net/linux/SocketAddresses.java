package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.plenum.bridge.bytes.TransportAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Socket addresses in native memory.
 *
 * <pre>
 * sockaddr_in  (16 bytes): 0 family (native), 2 port, 4 address (4 bytes), 8 zero
 * sockaddr_in6 (28 bytes): 0 family (native), 2 port, 4 flow, 8 address (16 bytes), 24 scope (native)
 * </pre>
 */
final class SocketAddresses {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** Room for either family, a multiple of eight. */
    static final int STORAGE_BYTES = 32;

    private static final int IPV4_BYTES = 16;
    private static final int IPV6_BYTES = 28;
    private static final long MAPPED_PREFIX = 0x0000_FFFF_0000_0000L;

    private static final ValueLayout.OfShort PORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt IPV4 =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong IPV6 =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    /**
     * Writes {@code address} at {@code offset}, which is a multiple of eight.
     *
     * @param scope IPv6 interface index, 0 for none
     * @return bytes of the structure
     */
    static int write(MemorySegment into, long offset, TransportAddress address, int scope) {
        into.set(PORT, offset + 2, (short) address.port());
        if (address.isIpv4()) {
            into.set(JAVA_SHORT, offset, (short) AF_INET);
            into.set(IPV4, offset + 4, (int) address.low());
            into.set(JAVA_LONG, offset + 8, 0);
            return IPV4_BYTES;
        }
        into.set(JAVA_SHORT, offset, (short) AF_INET6);
        into.set(JAVA_INT, offset + 4, 0);
        into.set(IPV6, offset + 8, address.high());
        into.set(IPV6, offset + 16, address.low());
        into.set(JAVA_INT, offset + 24, scope);
        return IPV6_BYTES;
    }

    /** {@link TransportAddress#high()} of the address at {@code offset}. */
    static long high(MemorySegment from, long offset) {
        return isIpv6(from, offset) ? from.get(IPV6, offset + 8) : 0;
    }

    /** {@link TransportAddress#low()} of the address at {@code offset}. */
    static long low(MemorySegment from, long offset) {
        return isIpv6(from, offset)
                ? from.get(IPV6, offset + 16)
                : MAPPED_PREFIX | Integer.toUnsignedLong(from.get(IPV4, offset + 4));
    }

    /** UDP port of the address at {@code offset}. */
    static int port(MemorySegment from, long offset) {
        return Short.toUnsignedInt(from.get(PORT, offset + 2));
    }

    private static boolean isIpv6(MemorySegment from, long offset) {
        return from.get(JAVA_SHORT, offset) == AF_INET6;
    }
}
