package io.plenum.bridge.parameters;

/**
 * One payload type of one m-section.
 *
 * @param payloadType 0 to 127, as in that section
 * @param encodingName as in rtpmap, lower case: "opus", "vp8", "vp9", "h264", "av1", "rtx", "red" …
 * @param clockRateHz RTP clock, more than 0
 * @param channels 1 or 2; 1 for video
 * @param formatKey what else must be equal for two sections to mean the same codec, for example
 *     {@code "packetization-mode=1;profile=42e0"}; empty if the name says it all
 * @param rtxPayloadType payload type of its retransmissions (RFC 4588), or -1
 * @param nack whether lost packets may be asked for again (generic NACK, RFC 4585 section 6.2.1)
 */
public record CodecParameters(
        int payloadType,
        String encodingName,
        int clockRateHz,
        int channels,
        String formatKey,
        int rtxPayloadType,
        boolean nack) {

    /** Whether packets of {@code other} can be forwarded under this payload type. */
    public boolean sameCodec(CodecParameters other) {
        return encodingName.equals(other.encodingName)
                && clockRateHz == other.clockRateHz
                && channels == other.channels
                && formatKey.equals(other.formatKey);
    }
}
