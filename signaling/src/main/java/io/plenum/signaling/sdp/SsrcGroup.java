package io.plenum.signaling.sdp;

import java.util.List;

/**
 * Sources that belong together (RFC 5576 section 4.2).
 *
 * @param semantics "FID" (stream, its RTX), "SIM", "FEC-FR" and others
 * @param ssrcs unsigned 32 bits each, in their order
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) {
    /** Copies the list. */
    public SsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }
}
