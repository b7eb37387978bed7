package io.plenum.bridge.forward;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a publisher's payload types and extension identifiers are called in a viewer's section: each
 * section has its own (RFC 3264 section 5.1, RFC 8285 section 5). Immutable; replaced as a whole.
 */
final class IdentifierMap {
    static final IdentifierMap NOTHING = new IdentifierMap();

    /** Extensions that travel from publisher to viewer unchanged; the others are per hop. */
    private static final Set<HeaderExtension> END_TO_END =
            EnumSet.of(
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.VIDEO_ORIENTATION,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private static final int[] NO_EXTENSIONS = {};
    private static final String RED = "red";

    private final byte[] payloadTypes = new byte[128];
    private final byte[] rtxPayloadTypes = new byte[128];

    /** Publisher's and viewer's identifier of each extension that both have, in pairs. */
    final int[] extensions;

    /** The viewer's identifier of the dependency descriptor, or 0 if not both have it. */
    final int descriptorId;

    /** The publisher's payload type of RED (RFC 2198) if the viewer does not take it, or -1. */
    final int unwrappedRed;

    private IdentifierMap() {
        Arrays.fill(payloadTypes, (byte) -1);
        Arrays.fill(rtxPayloadTypes, (byte) -1);
        extensions = NO_EXTENSIONS;
        descriptorId = 0;
        unwrappedRed = -1;
    }

    IdentifierMap(PublicationParameters publisher, SlotParameters viewer) {
        Arrays.fill(payloadTypes, (byte) -1);
        Arrays.fill(rtxPayloadTypes, (byte) -1);
        int red = -1;
        for (CodecParameters theirs : publisher.codecs()) {
            boolean known = mapCodec(theirs, viewer);
            if (!known && theirs.encodingName().equals(RED)) {
                red = theirs.payloadType();
            }
        }
        unwrappedRed = red;
        Map<HeaderExtension, Integer> theirs = publisher.extensions();
        Map<HeaderExtension, Integer> ours = viewer.extensions();
        extensions =
                END_TO_END.stream()
                        .filter(each -> theirs.containsKey(each) && ours.containsKey(each))
                        .flatMapToInt(
                                each ->
                                        IntStream.of(
                                                theirs.getOrDefault(each, 0),
                                                ours.getOrDefault(each, 0)))
                        .toArray();
        descriptorId =
                theirs.containsKey(HeaderExtension.DEPENDENCY_DESCRIPTOR)
                        ? ours.getOrDefault(HeaderExtension.DEPENDENCY_DESCRIPTOR, 0)
                        : 0;
    }

    private boolean mapCodec(CodecParameters theirs, SlotParameters viewer) {
        for (CodecParameters ours : viewer.codecs()) {
            if (ours.sameCodec(theirs)) {
                payloadTypes[theirs.payloadType()] = (byte) ours.payloadType();
                rtxPayloadTypes[theirs.payloadType()] = (byte) ours.rtxPayloadType();
                return true;
            }
        }
        return false;
    }

    /** The viewer's payload type, or -1 if it cannot take this codec. */
    int payloadType(int publishers) {
        return payloadTypes[publishers];
    }

    /** The viewer's payload type for retransmissions of this codec, or -1. */
    int rtxPayloadType(int publishers) {
        return rtxPayloadTypes[publishers];
    }
}
