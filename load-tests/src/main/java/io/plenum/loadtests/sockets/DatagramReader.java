package io.plenum.loadtests.sockets;

import java.nio.ByteBuffer;

/** Takes the datagrams of one socket. */
public interface DatagramReader {
    /**
     * One datagram.
     *
     * @param buffer holds it, until this returns
     * @param arrivalNanos when it came: the kernel's stamp if the socket has them, else when it was
     *     read; on the clock of {@link System#nanoTime}
     */
    void onDatagram(ByteBuffer buffer, int offset, int length, long arrivalNanos);

    /** The other end has no such port. */
    void onUnreachable();

    /** The socket does not work any more. */
    void onBroken(String why);
}
