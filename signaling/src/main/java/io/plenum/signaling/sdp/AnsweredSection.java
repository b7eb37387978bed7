package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says to one section of the offer.
 *
 * @param offered the section
 * @param accepted null if it is rejected
 */
public record AnsweredSection(MediaDescription offered, @Nullable Accepted accepted) {

    /**
     * How a section is accepted.
     *
     * @param mid of the section
     * @param direction as we see it
     * @param codecs the offer's, in our order of preference, with the feedback and format we answer
     * @param extensions the offer's that we use too
     * @param sending what we send in it, or null
     */
    public record Accepted(
            String mid,
            Direction direction,
            List<SdpCodec> codecs,
            List<SdpExtension> extensions,
            @Nullable Sending sending) {
        /** Copies the lists. */
        public Accepted {
            codecs = List.copyOf(codecs);
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * What we send in a section.
     *
     * @param ssrc unsigned 32 bits
     * @param cname RTCP canonical name
     * @param streamId stream and track identifier of a=msid
     */
    public record Sending(long ssrc, String cname, String streamId) {}
}
