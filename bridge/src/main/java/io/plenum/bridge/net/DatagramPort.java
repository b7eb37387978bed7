package io.plenum.bridge.net;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import java.util.List;

/**
 * Every UDP socket of one media loop: one for each local address, all on the same port number. A
 * datagram carries the index of the address it came to, and an answer leaves from that address.
 *
 * <p>Belongs to one loop's thread, except {@link #wakeup}.
 */
public interface DatagramPort extends AutoCloseable {
    /** The addresses it is bound to; a datagram's local index points into this list. */
    List<TransportAddress> localAddresses();

    /**
     * Receives without waiting.
     *
     * @param into batch to append to, as far as it has room
     * @return datagrams appended, 0 or more
     */
    int receive(Ingress into);

    /**
     * Sends a batch and clears it. Never waits: what the kernel does not take is dropped and
     * counted. Order is kept between datagrams of one destination.
     */
    void send(Egress batch);

    /**
     * Waits until a datagram can be received, {@link #wakeup} is called, or the time is over.
     *
     * @param timeoutNanos 0 or more; below a millisecond it may return early, unless the port
     *     {@link #gainsFromRuns}
     */
    void await(long timeoutNanos);

    /**
     * Whether datagrams of one batch that go to one destination cost less than the same datagrams
     * in several batches, beyond the call itself.
     */
    boolean gainsFromRuns();

    /** Ends a present or the next {@link #await}. Any thread; cheap if the loop is not waiting. */
    void wakeup();

    /** Bytes of receive buffer that the kernel granted, the smallest of all sockets. */
    int receiveBufferBytes();

    /** Closes the sockets. Idempotent. */
    @Override
    void close();
}
