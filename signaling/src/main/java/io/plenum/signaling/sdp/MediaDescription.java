package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An m-section. What it says nothing about it has inherited from the session.
 *
 * @param media first word of the m-line: "audio", "video", "application" or another
 * @param port 0 to 65535; 0 means rejected or stopped unless {@code bundleOnly}
 * @param protocol "UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP" and others
 * @param formats as in the m-line: payload types in order of preference, or "webrtc-datachannel"
 * @param connection value of the c-line, "IN IP4 0.0.0.0" if there is none
 * @param bandwidths b-lines
 * @param mid media identification (RFC 5888), null if not given
 * @param direction seen by the writer
 * @param bundleOnly to be used only within the bundle (RFC 9143 section 6)
 * @param transport ICE and DTLS
 * @param candidates in their order
 * @param endOfCandidates whether no more will follow (RFC 8840 section 8.2)
 * @param rtcpMux RTP and RTCP on one port (RFC 5761)
 * @param rtcpMuxOnly the same without a way back (RFC 8858)
 * @param rtcpReducedSize reduced-size RTCP (RFC 5506)
 * @param codecs of the payload types in {@code formats} that have a meaning, in that order; empty
 *     unless RTP
 * @param extensions header extensions
 * @param extmapAllowMixed whether both forms of header extension may be mixed (RFC 8285 section 6)
 * @param msids streams of the track that is sent
 * @param ssrcGroups in their order
 * @param ssrcs sources with a cname or msid, in the order in which they first appear
 * @param rids restriction identifiers; malformed ones are left out as RFC 8851 says
 * @param simulcast null if not given
 * @param sctpPort (RFC 8841), -1 if not given
 * @param maxMessageSizeBytes of data channels, 0 for no limit, -1 if not given (then 64 KiB)
 */
public record MediaDescription(
        String media,
        int port,
        String protocol,
        List<String> formats,
        String connection,
        List<Bandwidth> bandwidths,
        @Nullable String mid,
        Direction direction,
        boolean bundleOnly,
        TransportDescription transport,
        List<Candidate> candidates,
        boolean endOfCandidates,
        boolean rtcpMux,
        boolean rtcpMuxOnly,
        boolean rtcpReducedSize,
        List<RtpCodec> codecs,
        List<Extmap> extensions,
        boolean extmapAllowMixed,
        List<Msid> msids,
        List<SsrcGroup> ssrcGroups,
        List<SsrcDescription> ssrcs,
        List<Rid> rids,
        @Nullable Simulcast simulcast,
        int sctpPort,
        long maxMessageSizeBytes) {
    /** Copies the lists. */
    public MediaDescription {
        formats = List.copyOf(formats);
        bandwidths = List.copyOf(bandwidths);
        candidates = List.copyOf(candidates);
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        msids = List.copyOf(msids);
        ssrcGroups = List.copyOf(ssrcGroups);
        ssrcs = List.copyOf(ssrcs);
        rids = List.copyOf(rids);
    }

    /** What the section is for. */
    public SectionKind kind() {
        return SectionKind.of(media);
    }

    /** Whether its media is RTP. */
    public boolean isRtp() {
        return isRtp(protocol);
    }

    static boolean isRtp(String protocol) {
        return protocol.startsWith("RTP/") || protocol.contains("/RTP/");
    }

    /** Whether its port is 0 and that means what it says: rejected, or stopped in an offer. */
    public boolean isRejected() {
        return port == 0 && !bundleOnly;
    }

    /** The codec of that payload type, or null. */
    public @Nullable RtpCodec codec(int payloadType) {
        for (RtpCodec codec : codecs) {
            if (codec.payloadType() == payloadType) {
                return codec;
            }
        }
        return null;
    }

    /**
     * The rids that its writer sends as simulcast and that have a rid line of their own, in its
     * order.
     */
    public List<String> sentRids() {
        if (simulcast == null) {
            return List.of();
        }
        return simulcast.sendRids().stream()
                .filter(id -> rids.stream().anyMatch(rid -> rid.send() && rid.id().equals(id)))
                .distinct()
                .toList();
    }

    /**
     * The SSRC of the retransmissions of {@code ssrc} by its FID group (RFC 4588 section 8.2), or
     * -1.
     */
    public long rtxSsrcOf(long ssrc) {
        for (SsrcGroup group : ssrcGroups) {
            if (group.semantics().equals("FID")
                    && group.ssrcs().size() == 2
                    && group.ssrcs().getFirst() == ssrc) {
                return group.ssrcs().get(1);
            }
        }
        return -1;
    }

    /** A builder of a section with that m-line and nothing else. */
    public static MediaBuilder builder(String media, String protocol, List<String> formats) {
        return new MediaBuilder(media, protocol, formats);
    }
}
