package io.plenum.bridge.net;

import java.io.IOException;
import java.net.InetAddress;

/** What the kinds of port have in common when they bind. */
public final class PortBinding {
    /**
     * Asked of the kernel for each direction; a burst of key frames to 100 viewers is about 4 MB.
     */
    public static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

    /** How often a free port number is looked for before giving up. */
    public static final int FREE_PORT_ATTEMPTS = 20;

    private PortBinding() {}

    /** The error for an address that cannot be bound, in the operator's words. */
    public static IOException refused(InetAddress address, int port, String reason) {
        return new IOException(
                "UDP port %d cannot be used on %s: %s. Choose another with --media-port, or other addresses with --media-bind."
                        .formatted(port, address.getHostAddress(), reason));
    }
}
