package io.plenum.bridge.peer;

import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Finds the section that an SSRC seen for the first time belongs to (RFC 8843 section 9.2): by the
 * MID extension, by an SSRC in the description, or by a payload type that only one section has.
 */
final class StreamDemux {
    private final Collection<Publication> publications;
    private final HeaderExtensions extensions = new HeaderExtensions();

    /**
     * @param publications the peer's, live
     */
    StreamDemux(Collection<Publication> publications) {
        this.publications = publications;
    }

    @Nullable Publication find(RtpHeader header) {
        for (Publication publication : publications) {
            if (hasMid(publication, header)) {
                return publication;
            }
        }
        for (Publication publication : publications) {
            for (EncodingParameters encoding : publication.parameters().encodings()) {
                if (encoding.ssrc() == Integer.toUnsignedLong(header.ssrc())) {
                    return publication;
                }
            }
        }
        return byPayloadType(header.payloadType());
    }

    /** Each section has its own identifiers for extensions, so each is asked with its own. */
    private boolean hasMid(Publication publication, RtpHeader header) {
        Integer id = publication.parameters().extensions().get(HeaderExtension.MID);
        if (id == null) {
            return false;
        }
        if (extensions.wrap(header) != Verdict.OK || !extensions.find(id)) {
            return false;
        }
        String mid =
                new String(
                        header.buffer(),
                        extensions.elementOffset(),
                        extensions.elementLength(),
                        StandardCharsets.US_ASCII);
        return mid.equals(publication.parameters().mid());
    }

    private @Nullable Publication byPayloadType(int payloadType) {
        Publication only = null;
        for (Publication publication : publications) {
            if (publication.codec(payloadType) != null) {
                if (only != null) {
                    return null;
                }
                only = publication;
            }
        }
        return only;
    }
}
