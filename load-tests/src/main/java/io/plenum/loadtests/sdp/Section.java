package io.plenum.loadtests.sdp;

import java.util.List;

/**
 * An m-section of an offer.
 *
 * @param mid its identification
 * @param kind "audio" or "video"
 * @param sends whether we send in it, and receive nothing; otherwise the other way round
 * @param ssrc of what we send; RTX has the next one. Unused with RIDs
 * @param rids simulcast encodings, lowest first; empty for a single one
 */
public record Section(String mid, String kind, boolean sends, int ssrc, List<String> rids) {
    /** Copies the list. */
    public Section {
        rids = List.copyOf(rids);
    }

    /** One that receives. */
    public static Section receiving(String mid, String kind) {
        return new Section(mid, kind, false, 0, List.of());
    }
}
