package io.plenum.bridge.peer;

import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an SSRC seen for the first time is: section, encoding, and whether it carries
 * retransmissions. The section is told by the MID extension, by an SSRC in the description, or by a
 * payload type that only one section has (RFC 8843 section 9.2); the encoding by the RID extensions
 * (RFC 8852) or by the SSRC.
 */
final class StreamDemux {
    /**
     * What an SSRC carries.
     *
     * @param encoding of the publication, 0 for the lowest
     * @param retransmissions whether its packets repeat those of the encoding (RFC 4588)
     */
    record Identity(Publication publication, int encoding, boolean retransmissions) {}

    private final Collection<Publication> publications;

    /**
     * @param publications the peer's, live
     */
    StreamDemux(Collection<Publication> publications) {
        this.publications = publications;
    }

    /**
     * What the SSRC of a packet carries.
     *
     * @param extensions the header's
     * @return null if the packet belongs to no encoding of any section
     */
    @Nullable Identity find(RtpHeader header, HeaderExtensions extensions) {
        for (Publication publication : publications) {
            String mid = text(extensions, publication.extensionId(HeaderExtension.MID));
            if (publication.parameters().mid().equals(mid)) {
                return within(publication, header, extensions);
            }
        }
        for (Publication publication : publications) {
            if (publication.encodingOfSsrc(header.ssrc()) >= 0
                    || publication.encodingOfRtxSsrc(header.ssrc()) >= 0) {
                return within(publication, header, extensions);
            }
        }
        Publication only = byPayloadType(header.payloadType());
        return only == null ? null : within(only, header, extensions);
    }

    private static @Nullable Identity within(
            Publication publication, RtpHeader header, HeaderExtensions extensions) {
        boolean retransmissions = publication.repairedCodec(header.payloadType()) != null;
        int encoding = encoding(publication, header.ssrc(), extensions, retransmissions);
        return encoding < 0 ? null : new Identity(publication, encoding, retransmissions);
    }

    private static int encoding(
            Publication publication,
            int ssrc,
            HeaderExtensions extensions,
            boolean retransmissions) {
        HeaderExtension extension =
                retransmissions ? HeaderExtension.REPAIRED_RID : HeaderExtension.RID;
        String rid = text(extensions, publication.extensionId(extension));
        if (rid != null) {
            int named = publication.encodingOfRid(rid);
            if (named >= 0) {
                return named;
            }
        }
        int described =
                retransmissions
                        ? publication.encodingOfRtxSsrc(ssrc)
                        : publication.encodingOfSsrc(ssrc);
        return described < 0 && publication.encodingCount() == 1 ? 0 : described;
    }

    /** An extension's text, or null if the packet has none of this identifier. */
    static @Nullable String text(HeaderExtensions extensions, int id) {
        if (id == 0 || !extensions.find(id)) {
            return null;
        }
        return new String(
                extensions.buffer(),
                extensions.elementOffset(),
                extensions.elementLength(),
                StandardCharsets.US_ASCII);
    }

    private @Nullable Publication byPayloadType(int payloadType) {
        Publication only = null;
        for (Publication publication : publications) {
            if (publication.codec(payloadType) != null
                    || publication.repairedCodec(payloadType) != null) {
                if (only != null) {
                    return null;
                }
                only = publication;
            }
        }
        return only;
    }
}
