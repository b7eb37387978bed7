package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.SsrcDescription;
import io.plenum.signaling.sdp.SsrcGroup;
import java.util.List;

/**
 * The encodings that a section sends: simulcast by restriction identifiers (RFC 8853), simulcast by
 * a SIM group of SSRCs (as libwebrtc did before it), or one. Lowest quality first, which is the
 * order in which clients name them.
 */
final class Encodings {
    /** Further ones are not asked for. */
    static final int MAX = 4;

    private Encodings() {}

    /**
     * Restriction identifiers of the encodings that are taken; empty without simulcast, and where
     * the packets would not bear them.
     */
    static List<String> rids(MediaDescription section) {
        if (section.extensions().stream()
                .noneMatch(each -> each.uri().equals(HeaderExtension.RID.uri()))) {
            return List.of();
        }
        List<String> sent = section.sentRids();
        return sent.subList(0, Math.min(sent.size(), MAX));
    }

    /** The encodings that are taken, one at least. */
    static List<EncodingParameters> of(MediaDescription section) {
        List<String> rids = rids(section);
        if (!rids.isEmpty()) {
            return rids.stream().map(rid -> new EncodingParameters(rid, -1, -1)).toList();
        }
        for (SsrcGroup group : section.ssrcGroups()) {
            if (group.semantics().equals("SIM")) {
                return group.ssrcs().stream()
                        .limit(MAX)
                        .map(ssrc -> new EncodingParameters(null, ssrc, section.rtxSsrcOf(ssrc)))
                        .toList();
            }
        }
        long ssrc = mediaSsrc(section);
        return List.of(new EncodingParameters(null, ssrc, section.rtxSsrcOf(ssrc)));
    }

    /** The first SSRC that is not one of retransmissions, or -1 if none is named. */
    private static long mediaSsrc(MediaDescription section) {
        for (SsrcDescription source : section.ssrcs()) {
            if (section.ssrcGroups().stream()
                    .noneMatch(
                            group ->
                                    group.semantics().equals("FID")
                                            && group.ssrcs().indexOf(source.ssrc()) > 0)) {
                return source.ssrc();
            }
        }
        return -1;
    }
}
