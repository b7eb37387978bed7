package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ErrorCode;

/** A room does not take somebody who comes over HTTP. */
public final class NotAdmittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String text;

    NotAdmittedException(ErrorCode code, String text) {
        super(text, null, false, false);
        this.code = code;
        this.text = text;
    }

    /** Stable identifier. */
    public ErrorCode code() {
        return code;
    }

    /** One sentence for people. */
    public String text() {
        return text;
    }
}
