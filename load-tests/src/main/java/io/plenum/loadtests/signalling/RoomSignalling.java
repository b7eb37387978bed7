package io.plenum.loadtests.signalling;

import java.io.IOException;

/** How one participant reaches a server. Blocks; belongs to a virtual thread of its own. */
public interface RoomSignalling extends AutoCloseable {
    /**
     * Sends an offer.
     *
     * @param publishedMids mids of the sections in which we send, microphone or camera by their
     *     kind, separated by spaces: "0:audio 1:video"
     * @return the answer
     * @throws IOException if the server refuses; the message says why
     */
    String offer(String sdp, String publishedMids) throws IOException;

    @Override
    void close() throws IOException;
}
