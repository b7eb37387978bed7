package io.plenum.signaling.sdp;

/**
 * A header extension of a section (RFC 8285 section 5).
 *
 * @param id 1 to 255
 * @param uri its name
 * @param direction in which the author uses it
 */
public record SdpExtension(int id, String uri, Direction direction) {}
