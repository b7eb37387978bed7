package io.plenum.bridge.net;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.linux.LinuxDatagramPort;
import io.plenum.bridge.net.nio.NioDatagramPort;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Opens datagram ports. */
public final class DatagramPorts {
    /** Which kind of port. */
    public enum Kind {
        /** The fastest that works here. */
        AUTO,
        /** Linux system calls in batches. */
        LINUX,
        /** java.nio, everywhere. */
        NIO
    }

    private DatagramPorts() {}

    /**
     * Opens one socket for each address.
     *
     * @param bind one address or more
     * @param port the port number of all of them; 0 for one that is free
     * @param options of its sockets
     * @param counters of the loop that will own the port
     * @throws IOException if an address or port cannot be used, or the kind does not work here; the
     *     message says which and what to do
     */
    public static DatagramPort open(
            Kind kind, List<InetAddress> bind, int port, PortOptions options, Counters counters)
            throws IOException {
        return switch (kind) {
            case NIO -> NioDatagramPort.open(bind, port, options, counters);
            case LINUX -> {
                if (!LinuxDatagramPort.isSupported()) {
                    throw new IOException(
                            "media.io is linux, but this machine is no 64-bit Linux on x86-64 or"
                                    + " aarch64. Set media.io to auto or nio.");
                }
                yield LinuxDatagramPort.open(bind, port, options, counters);
            }
            case AUTO ->
                    LinuxDatagramPort.isSupported()
                            ? LinuxDatagramPort.open(bind, port, options, counters)
                            : NioDatagramPort.open(bind, port, options, counters);
        };
    }
}
