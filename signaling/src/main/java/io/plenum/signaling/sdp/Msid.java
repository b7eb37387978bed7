package io.plenum.signaling.sdp;

/**
 * Names of a MediaStream and a MediaStreamTrack (RFC 8830).
 *
 * @param stream identifier, "-" for no stream
 * @param track identifier, empty if left out
 */
public record Msid(String stream, String track) {
    /** As in SDP. */
    String value() {
        return track.isEmpty() ? stream : stream + " " + track;
    }
}
