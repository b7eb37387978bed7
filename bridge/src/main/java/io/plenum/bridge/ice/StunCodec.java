package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import org.jspecify.annotations.Nullable;

/** Reads and writes STUN messages. Implementations never throw on bytes from the network. */
interface StunCodec {
    /**
     * Decodes a binding request whose header {@link StunRouting#isStun} accepted.
     *
     * @return null if it is malformed or no binding request
     */
    @Nullable StunRequest decodeRequest(byte[] buffer, int offset, int length);

    /** Writes a success response without integrity and fingerprint; returns its length. */
    int writeSuccess(byte[] request, int requestOffset, TransportAddress mapped, byte[] out);

    /**
     * Writes an error response without integrity and fingerprint; returns its length.
     *
     * @param code 300 to 699
     * @param unknownAttributes for 420, else empty
     */
    int writeError(
            byte[] request, int requestOffset, int code, char[] unknownAttributes, byte[] out);
}
