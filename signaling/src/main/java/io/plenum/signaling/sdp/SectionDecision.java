package io.plenum.signaling.sdp;

import java.util.List;

/** What the answer does with one m-section of the offer. */
public sealed interface SectionDecision {

    /**
     * Answered with port 0 and left out of the bundle. The only answer to a stopped section.
     * Chromium 156 with max-bundle cannot take a first answer that rejects the first section
     * ("Failed to setup RTCP mux"), and Firefox stops the transceiver for good: where a section may
     * be wanted later, {@link AcceptMedia#inactive} it.
     */
    record Reject() implements SectionDecision {}

    /**
     * An audio or video section is accepted.
     *
     * @param direction ours; at most what the offer allows, INACTIVE keeps the section for later
     * @param codecs from {@link CodecMatch#select}, most preferred first; not empty
     * @param extensions from {@link Extmap#select}
     * @param msids of what we send; empty unless we send
     * @param ssrcs of what we send
     * @param ssrcGroups of what we send, for example FID with the RTX SSRC
     * @param receiveRids simulcast streams that we take, of {@link MediaDescription#sentRids};
     *     empty for none
     * @param bandwidths limits on what we receive
     */
    record AcceptMedia(
            Direction direction,
            List<RtpCodec> codecs,
            List<Extmap> extensions,
            List<Msid> msids,
            List<SsrcDescription> ssrcs,
            List<SsrcGroup> ssrcGroups,
            List<String> receiveRids,
            List<Bandwidth> bandwidths)
            implements SectionDecision {
        /** Copies the lists. */
        public AcceptMedia {
            codecs = List.copyOf(codecs);
            extensions = List.copyOf(extensions);
            msids = List.copyOf(msids);
            ssrcs = List.copyOf(ssrcs);
            ssrcGroups = List.copyOf(ssrcGroups);
            receiveRids = List.copyOf(receiveRids);
            bandwidths = List.copyOf(bandwidths);
        }

        /** We receive, with all simulcast streams that are offered. */
        public static AcceptMedia receiving(
                MediaDescription offered, List<RtpCodec> codecs, List<Extmap> extensions) {
            return new AcceptMedia(
                    Direction.RECVONLY,
                    codecs,
                    extensions,
                    List.of(),
                    List.of(),
                    List.of(),
                    offered.sentRids(),
                    List.of());
        }

        /** Nothing flows for now; the section keeps its codecs and its place in the bundle. */
        public static AcceptMedia inactive(List<RtpCodec> codecs, List<Extmap> extensions) {
            return new AcceptMedia(
                    Direction.INACTIVE,
                    codecs,
                    extensions,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
        }

        /**
         * We send one stream.
         *
         * @param rtxSsrc of its retransmissions, or -1
         */
        public static AcceptMedia sending(
                List<RtpCodec> codecs,
                List<Extmap> extensions,
                Msid msid,
                String cname,
                long ssrc,
                long rtxSsrc) {
            final SsrcDescription media = new SsrcDescription(ssrc, cname, null);
            return new AcceptMedia(
                    Direction.SENDONLY,
                    codecs,
                    extensions,
                    List.of(msid),
                    rtxSsrc < 0
                            ? List.of(media)
                            : List.of(media, new SsrcDescription(rtxSsrc, cname, null)),
                    rtxSsrc < 0 ? List.of() : List.of(new SsrcGroup("FID", List.of(ssrc, rtxSsrc))),
                    List.of(),
                    List.of());
        }
    }

    /**
     * A section of data channels is accepted (RFC 8841).
     *
     * @param sctpPort ours
     * @param maxMessageSizeBytes that we receive
     */
    record AcceptData(int sctpPort, long maxMessageSizeBytes) implements SectionDecision {}
}
