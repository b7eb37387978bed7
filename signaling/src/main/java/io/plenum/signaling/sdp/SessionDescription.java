package io.plenum.signaling.sdp;

import java.util.List;

/**
 * A session description.
 *
 * @param bundle mids of the first BUNDLE group (RFC 8843), empty if there is none
 * @param extmapAllowMixed a=extmap-allow-mixed of the session (RFC 8285 section 6)
 * @param media the m-sections in order
 */
public record SessionDescription(
        List<String> bundle, boolean extmapAllowMixed, List<MediaDescription> media) {
    /** Copies the lists. */
    public SessionDescription {
        bundle = List.copyOf(bundle);
        media = List.copyOf(media);
    }
}
