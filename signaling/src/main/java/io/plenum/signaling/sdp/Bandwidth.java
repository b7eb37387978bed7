package io.plenum.signaling.sdp;

/**
 * A b-line (RFC 8866 section 5.8).
 *
 * @param type "AS" (kbit/s), "TIAS" (bit/s), or another
 * @param value in the unit of its type
 */
public record Bandwidth(String type, long value) {}
