package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;

/**
 * Builds the whole response to a binding request in a buffer that the next one overwrites.
 *
 * <p>Not thread safe.
 */
final class StunResponder {
    /** The longest: an error with four unknown attributes and MESSAGE-INTEGRITY. */
    private static final int MAX_BYTES = 128;

    private final StunCodec codec;
    private final byte[] response = new byte[MAX_BYTES];

    StunResponder(StunCodec codec) {
        this.codec = codec;
    }

    /** Where responses are built, from index 0. */
    byte[] buffer() {
        return response;
    }

    /** Builds a success response; returns its length. */
    int success(
            byte[] request, int requestOffset, TransportAddress mapped, StunIntegrity integrity) {
        int length = codec.writeSuccess(request, requestOffset, mapped, response);
        length = integrity.append(response, 0, length);
        return integrity.appendFingerprint(response, 0, length);
    }

    /**
     * Builds an error response that is no longer than the request, so that nobody gains by sending
     * requests in another's name: without reason phrase where that is what it takes.
     *
     * @param integrity appends MESSAGE-INTEGRITY if the error is for an authentic request
     * @return its length, or 0 if it would be longer even so
     */
    int error(
            StunError error,
            char[] unknownAttributes,
            byte[] request,
            int requestOffset,
            int requestLength,
            StunIntegrity integrity) {
        int length =
                error(error, error.reason(), unknownAttributes, request, requestOffset, integrity);
        if (length > requestLength) {
            length = error(error, "", unknownAttributes, request, requestOffset, integrity);
        }
        return length > requestLength ? 0 : length;
    }

    private int error(
            StunError error,
            String reason,
            char[] unknownAttributes,
            byte[] request,
            int requestOffset,
            StunIntegrity integrity) {
        int length =
                codec.writeError(
                        request, requestOffset, error.code(), reason, unknownAttributes, response);
        if (error.authenticated()) {
            length = integrity.append(response, 0, length);
        }
        return integrity.appendFingerprint(response, 0, length);
    }
}
