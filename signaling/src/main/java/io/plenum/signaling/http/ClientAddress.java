package io.plenum.signaling.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request: the other end of the connection, or where that is a proxy we trust, whom it
 * names last in X-Forwarded-For.
 */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private final Set<InetAddress> proxies = new HashSet<>();

    /**
     * @param trustedProxies IP addresses
     */
    ClientAddress(List<String> trustedProxies) {
        trustedProxies.forEach(proxy -> proxies.add(InetAddress.ofLiteral(proxy)));
    }

    /** The address; loopback if there is none (a connection without IP). */
    InetAddress of(Request request) {
        InetAddress address = inet(request.getConnectionMetaData().getRemoteSocketAddress());
        List<String> forwarded =
                request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR).stream()
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::trim)
                        .toList();
        for (int i = forwarded.size() - 1; i >= 0 && proxies.contains(address); i--) {
            InetAddress named = parse(forwarded.get(i));
            if (named == null) {
                break;
            }
            address = named;
        }
        return address;
    }

    /**
     * What limits are counted by: the address, or the network of an IPv6 address, which a single
     * subscriber has whole.
     */
    String limitKey(Request request) {
        InetAddress address = of(request);
        return address instanceof Inet6Address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }

    /** Whether it comes from this machine and through no proxy. */
    static boolean isLocal(Request request) {
        InetAddress remote = inet(request.getConnectionMetaData().getRemoteSocketAddress());
        InetAddress local = inet(request.getConnectionMetaData().getLocalSocketAddress());
        return (remote.isLoopbackAddress() || remote.equals(local))
                && !request.getHeaders().contains(HttpHeader.X_FORWARDED_FOR)
                && !request.getHeaders().contains(HttpHeader.FORWARDED);
    }

    private static InetAddress inet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
