package io.plenum.loadtests.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Sockets that one thread waits for together. All but {@link #wakeup} belongs to that thread. */
public interface SocketSet extends AutoCloseable {
    /** What a socket may hold back, bytes. */
    int RECEIVE_BUFFER_BYTES = 2 << 20;

    /**
     * The fastest that works here.
     *
     * @param keepsRuns whether runs of datagrams that were sent as one message are read as one
     *     (UDP_GRO), where the kernel can: cheaper for both ends
     */
    static SocketSet open(boolean keepsRuns) throws IOException {
        return LinuxCalls.isSupported() ? new LinuxSocketSet(keepsRuns) : new NioSocketSet();
    }

    /** Whether the kernel stamps arrivals on sockets that want it. */
    boolean stampsArrivals();

    /**
     * A socket on a free port.
     *
     * @param stamped whether arrival times matter
     */
    ConnectedSocket connect(InetSocketAddress remote, boolean stamped, DatagramReader reader)
            throws IOException;

    /**
     * Waits until a socket can be read, {@link #wakeup} is called or the time is over.
     *
     * @return how many can be read
     */
    int select(long timeoutNanos) throws IOException;

    /** One of those that the last {@link #select} found. */
    ConnectedSocket ready(int index);

    /** Ends a wait. Any thread. */
    void wakeup();

    @Override
    void close() throws IOException;
}
