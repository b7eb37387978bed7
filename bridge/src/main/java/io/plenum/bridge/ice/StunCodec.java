package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads binding requests and writes their responses. Integrity and fingerprint are for {@link
 * StunIntegrity}. Implementations never throw on bytes from the network and keep nothing of the
 * buffers they are given.
 */
interface StunCodec {
    /**
     * Decodes a message that {@link StunRouting#isStun} accepted. Verifies nothing.
     *
     * @return null if it is no binding request, or an attribute does not fit in the message or has
     *     a length it cannot have
     */
    @Nullable StunRequest decodeRequest(byte[] buffer, int offset, int length);

    /**
     * Writes a success response with XOR-MAPPED-ADDRESS, without integrity and fingerprint.
     *
     * @param request holds the request's header at {@code requestOffset}
     * @param out at least 44 bytes, written from 0
     * @return length of the response
     */
    int writeSuccess(byte[] request, int requestOffset, TransportAddress mapped, byte[] out);

    /**
     * Writes an error response without integrity and fingerprint.
     *
     * @param request holds the request's header at {@code requestOffset}
     * @param code 300 to 699
     * @param reason the reason phrase, ASCII, may be empty
     * @param unknownAttributes for 420, else empty
     * @param out at least 28 bytes, the padded reason, and 4 more than twice the attributes' number
     * @return length of the response
     */
    int writeError(
            byte[] request,
            int requestOffset,
            int code,
            String reason,
            char[] unknownAttributes,
            byte[] out);
}
