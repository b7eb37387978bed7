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
    UNAUTHORIZED("unauthorized", true);

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

    /** Whether the connection ends with it. */
    public boolean fatal() {
        return fatal;
    }
}
