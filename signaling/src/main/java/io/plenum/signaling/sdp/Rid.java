package io.plenum.signaling.sdp;

import java.util.List;

/**
 * A rid attribute (RFC 8851).
 *
 * @param id letters, digits, "-" and "_"
 * @param send true for "send", false for "recv", as its writer sees it
 * @param payloadTypes those it is limited to, empty for all
 * @param restrictions the rest, for example "max-width=1280;max-fps=30"
 */
public record Rid(
        String id, boolean send, List<Integer> payloadTypes, FormatParameters restrictions) {
    /** Copies the list. */
    public Rid {
        payloadTypes = List.copyOf(payloadTypes);
    }
}
