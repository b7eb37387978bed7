package io.plenum.signaling.messages;

/** Stable error identifiers (docs/protocol.md, "error"). */
public enum ErrorCode {
    BAD_JSON("bad-json", false),
    BAD_MESSAGE("bad-message", false),
    UNKNOWN_TYPE("unknown-type", false),
    TOO_LARGE("too-large", true),
    BINARY("binary", false),
    UNSUPPORTED_PROTOCOL("unsupported-protocol", true),
    NOT_JOINED("not-joined", false),
    ALREADY_JOINED("already-joined", false),
    BAD_SDP("bad-sdp", false),
    BAD_OFFER_ID("bad-offer-id", false),
    UNKNOWN_MID("unknown-mid", false),
    RATE_LIMITED("rate-limited", false),
    OVERLOADED("overloaded", true),
    UNAUTHORIZED("unauthorized", false),
    BAD_TOKEN("bad-token", false),
    TOKEN_EXPIRED("token-expired", false),
    FORBIDDEN("forbidden", false),
    UNKNOWN_PARTICIPANT("unknown-participant", false),
    TOO_MANY_REQUESTS("too-many-requests", false),
    LIMIT("limit", false),
    ROOM_FULL("room-full", false),
    ROOM_LOCKED("room-locked", false),
    BANNED("banned", false),
    DUPLICATE_IDENTITY("duplicate-identity", false);

    private final String text;
    private final boolean fatal;

    ErrorCode(String text, boolean fatal) {
        this.text = text;
        this.fatal = fatal;
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** Whether the connection ends with it, whatever it answers. */
    public boolean fatal() {
        return fatal;
    }
}
