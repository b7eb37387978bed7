package io.plenum.signaling.auth;

/** A token does not open the door. Says nothing of what the token holds; has no stack trace. */
public final class AccessException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** Keys are configured, and no token came. */
        MISSING,
        /** It is no token, or not one of ours. */
        BAD,
        /** It was good once. */
        EXPIRED,
        /** It is good, but not for this. */
        FORBIDDEN
    }

    AccessException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** One sentence for people; never null. */
    public String text() {
        String message = getMessage();
        return message == null ? "The token is not accepted." : message;
    }
}
