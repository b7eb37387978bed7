package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An offer or an answer (RFC 8866), as far as WebRTC uses it.
 *
 * @param origin the o-line
 * @param name the s-line, "-" for none
 * @param bundleGroups mids of each BUNDLE group (RFC 9143), in their order
 * @param msidSemantic the msid-semantic attribute, null if not given
 * @param iceLite whether the writer is an ICE-lite agent
 * @param extmapAllowMixed whether the session as a whole allows one-byte and two-byte header
 *     extensions mixed
 * @param transport ICE and DTLS at session level; sections have inherited it already
 * @param media the m-sections in their order
 */
public record SessionDescription(
        Origin origin,
        String name,
        List<List<String>> bundleGroups,
        @Nullable String msidSemantic,
        boolean iceLite,
        boolean extmapAllowMixed,
        TransportDescription transport,
        List<MediaDescription> media) {
    /** Copies the lists. */
    public SessionDescription {
        bundleGroups = bundleGroups.stream().map(List::copyOf).toList();
        media = List.copyOf(media);
    }

    /**
     * Index of the section of that mid, or -1. Of rejected sections with a used-up mid the last
     * counts.
     */
    public int indexOfMid(String mid) {
        int index = -1;
        for (int i = 0; i < media.size(); i++) {
            if (mid.equals(media.get(i).mid()) && (index < 0 || !media.get(i).isRejected())) {
                index = i;
            }
        }
        return index;
    }

    /** The BUNDLE group that holds the mid, or an empty list. */
    public List<String> bundleOf(@Nullable String mid) {
        for (List<String> group : bundleGroups) {
            if (mid != null && group.contains(mid)) {
                return group;
            }
        }
        return List.of();
    }
}
