package io.plenum.bridge.api;

import io.plenum.bridge.bytes.TransportAddress;

/**
 * A packet of RTP or a compound of RTCP in plaintext, as {@link PacketCapture} copies it.
 *
 * @param received whether the peer sent it; otherwise it was sent to the peer
 * @param epochNanos when it reached the machine or was made, nanoseconds since 1970
 * @param local our address
 * @param remote the peer's address at that time
 * @param originalLength bytes of the packet, without SRTP
 * @param bytes its beginning, at most {@code originalLength} bytes: all headers and extensions, and
 *     as much of the payload as was asked for. Belongs to whoever reads it
 */
public record CapturedPacket(
        boolean received,
        long epochNanos,
        TransportAddress local,
        TransportAddress remote,
        int originalLength,
        byte[] bytes) {}
