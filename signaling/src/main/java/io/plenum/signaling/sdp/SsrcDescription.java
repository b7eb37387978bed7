package io.plenum.signaling.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What the ssrc attributes of a section say of one synchronization source (RFC 5576 section 4.1).
 *
 * @param ssrc unsigned 32 bits
 * @param cname RTCP canonical name, null if not given
 * @param msid null if not given
 */
public record SsrcDescription(long ssrc, @Nullable String cname, @Nullable Msid msid) {}
