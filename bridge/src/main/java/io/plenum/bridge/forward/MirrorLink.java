package io.plenum.bridge.forward;

import io.plenum.bridge.parameters.PublicationParameters;

/**
 * What goes from a publication to one of its mirrors. {@link Outlet} says it where the publication
 * is, {@link Mirror} hears it where its viewers are; what lies between carries the calls over in
 * their order. Packets may be lost on the way, everything else may not.
 */
public interface MirrorLink {
    /**
     * An encoding's packets come from another stream from now on, or come at all.
     *
     * @param encoding 0 to {@link Publication#MAX_ENCODINGS} - 1
     * @param ssrc of the publisher
     * @param clockRateHz RTP clock
     * @param watching as {@link MirrorFeedback#onWatched} told last
     */
    void onStream(int encoding, int ssrc, int clockRateHz, int watching);

    /**
     * The publisher's last sender report of an encoding.
     *
     * @param ntpTimestamp sender's clock, 32.32 fixed point
     * @param rtpTimestamp the same moment on the stream's clock
     * @param arrivalNanos monotonic, on a clock that both ends share
     */
    void onSenderReport(int encoding, long ntpTimestamp, int rtpTimestamp, long arrivalNanos);

    /**
     * One packet, decrypted, of the stream told last. The bytes are the caller's: valid during the
     * call, and read only.
     *
     * @param sequence sequence number with its roll-overs
     * @param arrivalNanos when it came to the publication, monotonic, on a clock that both ends
     *     share
     * @param buffer holds the RTP header as it came, and the payload without padding
     * @return false if it was lost
     */
    boolean onPacket(
            int encoding,
            long sequence,
            long arrivalNanos,
            byte[] buffer,
            int headerOffset,
            int headerLength,
            int payloadOffset,
            int payloadLength);

    /**
     * Which encodings the publisher sends.
     *
     * @param encodings those that come, encoding 0 in the lowest bit
     * @param others those that would come if somebody took them
     */
    void onAvailable(int encodings, int others, long nowNanos);

    /** The publisher has negotiated anew. */
    void onUpdated(PublicationParameters parameters);

    /** The publication has ended, or is not needed there any more. Nothing follows. */
    void onClosed();
}
