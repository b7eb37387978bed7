package io.plenum.bridge.bytes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IP address and a UDP or TCP port, as a value (RFC 8445 section 4, "transport address").
 *
 * <p>IPv4 addresses are kept in their IPv4-mapped IPv6 form (RFC 4291 section 2.5.5.2), so that one
 * pair of longs serves both families and the same host compares equal on either kind of socket.
 *
 * @param high first eight bytes of the IPv6 address, network order
 * @param low last eight bytes of the IPv6 address, network order
 * @param port 0 to 65535
 */
public record TransportAddress(long high, long low, int port) {
    private static final long MAPPED_PREFIX = 0x0000_FFFF_0000_0000L;

    /** The IPv4 address in the low 32 bits of {@code address}, network order. */
    public static TransportAddress ofIpv4(int address, int port) {
        return new TransportAddress(0, MAPPED_PREFIX | (address & 0xFFFF_FFFFL), port);
    }

    /** Whether this is an IPv4 address (in mapped form). */
    public boolean isIpv4() {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED_PREFIX;
    }

    /**
     * The same address as the JDK writes it.
     *
     * @throws IllegalArgumentException if {@code address} is unresolved
     */
    public static TransportAddress of(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException("unresolved address: " + address.getHostString());
        }
        byte[] raw = ip.getAddress();
        if (raw.length == 4) {
            return ofIpv4(BigEndian.getInt(raw, 0), address.getPort());
        }
        return new TransportAddress(
                BigEndian.getLong(raw, 0), BigEndian.getLong(raw, 8), address.getPort());
    }

    /** This address for the JDK's socket calls. Allocates; not for the packet path. */
    public InetSocketAddress toInetSocketAddress() {
        byte[] raw = new byte[isIpv4() ? 4 : 16];
        if (isIpv4()) {
            BigEndian.putInt(raw, 0, (int) low);
        } else {
            BigEndian.putLong(raw, 0, high);
            BigEndian.putLong(raw, 8, low);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(raw), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    /** Whether the address part (not the port) equals {@code other}'s. */
    public boolean sameHost(TransportAddress other) {
        return high == other.high && low == other.low;
    }

    @Override
    public String toString() {
        InetSocketAddress address = toInetSocketAddress();
        String host = address.getAddress().getHostAddress();
        return isIpv4() ? host + ":" + port : "[" + host + "]:" + port;
    }
}
