package io.plenum.signaling.sdp;

/**
 * The o-line (RFC 8866 section 5.2).
 *
 * @param username without spaces, "-" for none
 * @param sessionId 1 to 20 digits
 * @param sessionVersion 1 to 20 digits; rises with each description of a session
 * @param networkType "IN"
 * @param addressType "IP4" or "IP6"
 * @param address without meaning in WebRTC
 */
public record Origin(
        String username,
        String sessionId,
        String sessionVersion,
        String networkType,
        String addressType,
        String address) {

    /** An origin as JSEP wants it: no user name and no address (RFC 8829 section 5.2.1). */
    public static Origin of(long sessionId, long sessionVersion) {
        return new Origin(
                "-",
                Long.toUnsignedString(sessionId),
                Long.toUnsignedString(sessionVersion),
                "IN",
                "IP4",
                "0.0.0.0");
    }
}
