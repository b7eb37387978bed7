package io.plenum.bridge.rtp;

/**
 * Sees what one peer sends and is sent, in plaintext: after SRTP was removed, before it is put on.
 * Called on the peer's loop, once for each packet; whoever does not want the loop to wait must not
 * wait here. The arrays belong to the caller and change as soon as the call returns.
 *
 * <p>An RTP packet comes as header (with CSRCs and extensions) and payload (with padding); a
 * compound of RTCP, which has no payload, as header alone.
 */
public interface PacketTap {
    /**
     * A packet of the peer's was authenticated.
     *
     * @param arrivalNanos when it reached the machine, monotonic
     */
    void onReceived(
            byte[] header,
            int headerOffset,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long arrivalNanos);

    /** A packet is about to be protected and sent to the peer. */
    void onSent(
            byte[] header,
            int headerOffset,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength);

    /** The peer has ended; nothing more comes. */
    void onClosed();
}
