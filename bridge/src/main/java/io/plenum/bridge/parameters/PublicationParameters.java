package io.plenum.bridge.parameters;

import java.util.List;
import java.util.Map;

/**
 * One m-section in which the peer sends.
 *
 * @param publication identifier, unique in the room
 * @param mid media identification (RFC 5888)
 * @param kind audio or video
 * @param codecs negotiated, in order of preference
 * @param extensions identifier 1 to 255 of each negotiated header extension of this section
 * @param encodings one, or the simulcast layers
 */
public record PublicationParameters(
        String publication,
        String mid,
        MediaKind kind,
        List<CodecParameters> codecs,
        Map<HeaderExtension, Integer> extensions,
        List<EncodingParameters> encodings) {
    /** Copies the collections. */
    public PublicationParameters {
        codecs = List.copyOf(codecs);
        extensions = Map.copyOf(extensions);
        encodings = List.copyOf(encodings);
    }
}
