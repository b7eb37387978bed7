package io.plenum.signaling.sdp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One payload type of a section: rtpmap, fmtp and rtcp-fb together.
 *
 * @param payloadType 0 to 127
 * @param name encoding name, lower case
 * @param clockRateHz more than 0
 * @param channels 1 or more
 * @param format fmtp parameters as they stand, or empty
 * @param feedback rtcp-fb values, for example {@code "nack pli"}; those for all payload types
 *     included
 */
public record SdpCodec(
        int payloadType,
        String name,
        int clockRateHz,
        int channels,
        String format,
        List<String> feedback) {
    /** Copies the list. */
    public SdpCodec {
        feedback = List.copyOf(feedback);
    }

    /** The format parameters by lower-case name; a parameter without a value has an empty one. */
    public Map<String, String> formatParameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : format.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).trim();
            if (!name.isEmpty()) {
                parameters.put(
                        name.toLowerCase(Locale.ROOT),
                        equals < 0 ? "" : part.substring(equals + 1).trim());
            }
        }
        return parameters;
    }
}
