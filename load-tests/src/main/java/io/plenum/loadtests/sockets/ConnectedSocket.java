package io.plenum.loadtests.sockets;

/**
 * A UDP socket that is connected to one address. Belongs to the thread of its {@link SocketSet}.
 */
public interface ConnectedSocket extends AutoCloseable {
    /** The port it was given. */
    int localPort();

    /** Hands what is there to the socket's reader; a bounded number, so that others have a turn. */
    void read();

    /** Whether the kernel took it. */
    boolean send(byte[] buffer, int offset, int length);

    @Override
    void close();
}
