package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a participant is to its room; its rights follow from it. */
public enum Role {
    /** May do everything, to others too. */
    MODERATOR("moderator"),
    /** May publish. */
    SPEAKER("speaker"),
    /** Watches and listens. */
    LISTENER("listener");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** Its name on the wire. */
    @JsonValue
    public String text() {
        return text;
    }
}
