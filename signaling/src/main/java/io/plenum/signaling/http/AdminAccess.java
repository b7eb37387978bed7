package io.plenum.signaling.http;

import java.net.InetAddress;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who may operate the server without a token: with a listener for that purpose, whoever reaches it;
 * without one, whoever is on this machine.
 */
final class AdminAccess {
    /** Name of the listener's connector. */
    static final String CONNECTOR = "admin";

    private final boolean hasListener;

    /**
     * @param hasListener whether there is a listener for it
     */
    AdminAccess(boolean hasListener) {
        this.hasListener = hasListener;
    }

    /** Whether this request may. */
    boolean permits(Request request) {
        boolean here =
                hasListener
                        ? CONNECTOR.equals(request.getConnectionMetaData().getConnector().getName())
                        : ClientAddress.isLocal(request) && namesThisMachine(request);
        // A page of another origin must not use what its visitor's machine may do.
        return here && CrossOrigin.isOurs(request.getHeaders().get(HttpHeader.ORIGIN), request);
    }

    /**
     * A browser that was told that a stranger's name is this machine (DNS rebinding) says so in
     * Host.
     */
    private static boolean namesThisMachine(Request request) {
        String host = Request.getServerName(request).toLowerCase(Locale.ROOT);
        String bare =
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host;
        return bare.equals("localhost") || bare.endsWith(".localhost") || literal(bare) != null;
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
