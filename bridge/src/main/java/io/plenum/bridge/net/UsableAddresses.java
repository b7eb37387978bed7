package io.plenum.bridge.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The addresses of this machine that a browser could reach. */
public final class UsableAddresses {
    private UsableAddresses() {}

    /**
     * Every unicast address of every interface that is up, except loopback and link-local ones (a
     * link-local address means nothing without its interface, RFC 8445 section 5.1.1.1). If there
     * is no other, the IPv4 loopback address, so that a machine without a network serves itself.
     */
    public static List<InetAddress> list() {
        List<InetAddress> usable = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .filter(UsableAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(UsableAddresses::isUsable)
                    .map(UsableAddresses::withoutScope)
                    .distinct()
                    .forEach(usable::add);
        } catch (SocketException e) {
            // No interfaces can be listed: what is left is this machine itself.
            usable.clear();
        }
        if (usable.isEmpty()) {
            usable.add(InetAddress.ofLiteral("127.0.0.1"));
        }
        return usable;
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isUp() && !each.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    private static boolean isUsable(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    private static InetAddress withoutScope(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? address : InetAddress.ofLiteral(text.substring(0, scope));
    }
}
