package io.plenum.bridge.parameters;

import java.util.List;
import java.util.Map;

/**
 * One m-section in which we send: a slot. One SSRC with unbroken sequence numbers and timestamps,
 * whatever it shows.
 *
 * @param mid media identification (RFC 5888)
 * @param kind audio or video
 * @param ssrc ours, unsigned 32 bits, unique in the peer, chosen by the caller
 * @param rtxSsrc for retransmissions (RFC 4588), or -1 if rtx was not negotiated
 * @param codecs negotiated, in order of preference
 * @param extensions identifier 1 to 255 of each negotiated header extension of this section
 */
public record SlotParameters(
        String mid,
        MediaKind kind,
        long ssrc,
        long rtxSsrc,
        List<CodecParameters> codecs,
        Map<HeaderExtension, Integer> extensions) {
    /** Copies the collections. */
    public SlotParameters {
        codecs = List.copyOf(codecs);
        extensions = Map.copyOf(extensions);
    }
}
