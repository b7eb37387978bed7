package io.plenum.signaling.rooms;

/** How a participant's client talks to us. */
public enum Protocol {
    WEBSOCKET("websocket"),
    WHIP("whip"),
    WHEP("whep");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** In lower case, for metrics and statistics. */
    public String text() {
        return text;
    }
}
