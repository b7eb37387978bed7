package io.plenum.bridge.ice;

/** The errors with which checks are refused. */
enum StunError {
    /** RFC 8489 section 9.1.3: no USERNAME or no MESSAGE-INTEGRITY. */
    BAD_REQUEST(400, "Bad Request", false),
    /** RFC 8489 section 9.1.3: not our username, or a wrong password. */
    UNAUTHENTICATED(401, "Unauthenticated", false),
    /** RFC 8489 section 6.3.1. */
    UNKNOWN_ATTRIBUTE(420, "Unknown Attribute", true),
    /** RFC 8445 section 7.3.1.1. */
    ROLE_CONFLICT(487, "Role Conflict", true);

    private final int code;
    private final String reason;
    private final boolean authenticated;

    StunError(int code, String reason, boolean authenticated) {
        this.code = code;
        this.reason = reason;
        this.authenticated = authenticated;
    }

    /** 300 to 699. */
    int code() {
        return code;
    }

    /** Reason phrase. */
    String reason() {
        return reason;
    }

    /**
     * Whether the request was authentic, so that the answer carries MESSAGE-INTEGRITY (RFC 8489
     * section 9.1.4); to others it must not (section 9.1.3).
     */
    boolean authenticated() {
        return authenticated;
    }
}
