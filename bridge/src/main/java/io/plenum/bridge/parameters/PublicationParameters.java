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
 * @param screen whether it shows a screen rather than a person: then sharpness matters more than
 *     motion, and viewers are given it before cameras
 */
public record PublicationParameters(
        String publication,
        String mid,
        MediaKind kind,
        List<CodecParameters> codecs,
        Map<HeaderExtension, Integer> extensions,
        List<EncodingParameters> encodings,
        boolean screen) {
    /** Copies the collections. */
    public PublicationParameters {
        codecs = List.copyOf(codecs);
        extensions = Map.copyOf(extensions);
        encodings = List.copyOf(encodings);
    }

    /** Of a microphone or a camera. */
    public PublicationParameters(
            String publication,
            String mid,
            MediaKind kind,
            List<CodecParameters> codecs,
            Map<HeaderExtension, Integer> extensions,
            List<EncodingParameters> encodings) {
        this(publication, mid, kind, codecs, extensions, encodings, false);
    }
}
