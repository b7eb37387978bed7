package io.plenum.signaling.messages;

import org.jspecify.annotations.Nullable;

/** A client's message cannot be used. Carries what the answer needs; has no stack trace. */
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable String inReplyTo;
    private final @Nullable ByeReason bye;

    /**
     * @param code stable identifier
     * @param message for people: what was found and what would be right
     * @param inReplyTo type of the message, or null if it could not be read
     */
    public BadMessageException(ErrorCode code, String message, @Nullable String inReplyTo) {
        this(code, message, inReplyTo, code.fatal() ? ByeReason.PROTOCOL_ERROR : null);
    }

    private BadMessageException(
            ErrorCode code, String message, @Nullable String inReplyTo, @Nullable ByeReason bye) {
        super(message, null, false, false);
        this.code = code;
        this.inReplyTo = inReplyTo;
        this.bye = bye;
    }

    /** The room, or the server, does not take whoever wants to join; the connection ends. */
    public static BadMessageException notAdmitted(ErrorCode code, String message, ByeReason bye) {
        return new BadMessageException(code, message, "join", bye);
    }

    /** Stable identifier. */
    public ErrorCode code() {
        return code;
    }

    /** Type of the offending message, if known. */
    public @Nullable String inReplyTo() {
        return inReplyTo;
    }

    /** Why the connection ends, or null if it goes on. */
    public @Nullable ByeReason bye() {
        return bye;
    }

    /** The message for people; never null. */
    public String text() {
        String message = getMessage();
        return message == null ? code.text() : message;
    }
}
