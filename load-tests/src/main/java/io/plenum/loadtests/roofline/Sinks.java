package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.TransportAddress;
import java.io.IOException;
import java.util.List;

/** Where the viewers would be: one socket each. */
interface Sinks extends AutoCloseable {
    /** Where to send, one for each viewer. */
    List<TransportAddress> addresses() throws IOException;

    /**
     * Opens some of what arrived.
     *
     * @param sessions one for each viewer
     * @return datagrams that were authentic
     * @throws IOException if a viewer got nothing, or something that is not authentic
     */
    int open(List<SrtpSession> sessions) throws IOException;

    @Override
    void close() throws IOException;
}
