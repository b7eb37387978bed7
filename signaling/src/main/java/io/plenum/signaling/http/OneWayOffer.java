package io.plenum.signaling.http;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.sdp.Direction;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.Offer;
import io.plenum.signaling.sdp.SdpException;
import io.plenum.signaling.sdp.SectionKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An offer over WHIP or WHEP, where media flows one way only. A client may offer "sendrecv" there;
 * it is answered as if it had offered the one direction that there is, which any such offer may be.
 */
final class OneWayOffer {
    private final String text;
    private final List<MediaDescription> sections;
    private final Direction direction;

    private OneWayOffer(String text, List<MediaDescription> sections, Direction direction) {
        this.text = text;
        this.sections = sections;
        this.direction = direction;
    }

    /**
     * Reads an offer.
     *
     * @param direction of the media, seen by the client: SENDONLY or RECVONLY
     * @throws ProblemException 400 if it is malformed or could be answered by nobody here
     */
    static OneWayOffer read(String text, Direction direction) throws ProblemException {
        try {
            return new OneWayOffer(text, Offer.parse(text).media(), direction);
        } catch (SdpException e) {
            throw new ProblemException(400, "bad-sdp", e.getMessage(), SignallingCount.REFUSED_SDP);
        }
    }

    /** The audio and video sections that were not stopped. */
    List<MediaDescription> media() {
        return sections.stream().filter(section -> kind(section) != null).toList();
    }

    /** Whether there are audio or video sections, and all let media flow this way. */
    boolean flows() {
        return !media().isEmpty() && media().stream().allMatch(this::flows);
    }

    private boolean flows(MediaDescription section) {
        return section.direction().and(direction) == direction;
    }

    /**
     * Refuses what WHIP does not allow (RFC 9725 sections 4.2, 4.4.2 and 4.4.3): another direction,
     * more than one track of a kind, several streams, a section that could only be rejected.
     */
    void requireOneStream() throws ProblemException {
        Set<MediaKind> kinds = new HashSet<>();
        Set<String> streams = new HashSet<>();
        for (MediaDescription section : sections) {
            if (section.isRejected()) {
                continue;
            }
            MediaKind kind = kind(section);
            if (kind == null && !media().isEmpty()) {
                throw unprocessable(
                        "only-audio-and-video",
                        "The offer holds a section that is neither audio nor video over RTP, and no"
                                + " section is rejected alone.");
            }
            if (kind != null && !flows(section)) {
                throw unprocessable(
                        "wrong-direction",
                        "A section is %s; here it must be %s or sendrecv."
                                .formatted(section.direction().token(), direction.token()));
            }
            if (kind != null && !kinds.add(kind)) {
                throw unprocessable(
                        "too-many-tracks",
                        "The offer holds more than one track of a kind; one audio and one video"
                                + " track can be published in a session.");
            }
            section.msids().forEach(msid -> streams.add(msid.stream()));
        }
        if (streams.size() > 1) {
            throw unprocessable(
                    "too-many-streams",
                    "The tracks belong to several streams (a=msid); there can be one in a"
                            + " session.");
        }
    }

    private static ProblemException unprocessable(String error, String detail) {
        return new ProblemException(422, error, detail, SignallingCount.REFUSED_SDP);
    }

    /** The offer with each section that allows it in the one direction. */
    String oneWayText() {
        List<String> lines = new ArrayList<>();
        int section = -1;
        boolean said = true;
        for (String line : text.lines().toList()) {
            if (line.startsWith("m=")) {
                if (!said) {
                    lines.add("a=" + direction.token());
                }
                section++;
                said = !isBothWays(section);
            }
            if (isBothWays(section) && line.trim().equals("a=sendrecv")) {
                lines.add("a=" + direction.token());
                said = true;
            } else {
                lines.add(line);
            }
        }
        if (!said) {
            lines.add("a=" + direction.token());
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private boolean isBothWays(int section) {
        return section >= 0
                && section < sections.size()
                && sections.get(section).direction() == Direction.SENDRECV;
    }

    private static @Nullable MediaKind kind(MediaDescription section) {
        if (section.isRejected() || !section.isRtp()) {
            return null;
        }
        return section.kind() == SectionKind.AUDIO
                ? MediaKind.AUDIO
                : section.kind() == SectionKind.VIDEO ? MediaKind.VIDEO : null;
    }
}
