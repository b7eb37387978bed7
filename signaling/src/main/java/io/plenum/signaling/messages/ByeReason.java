package io.plenum.signaling.messages;

/** Why the server ends a connection, with the WebSocket close code (docs/protocol.md, "bye"). */
public enum ByeReason {
    LEFT("left", 1000),
    REMOVED("removed", 4001),
    SERVER_SHUTDOWN("server-shutdown", 1001),
    MEDIA_FAILED("media-failed", 4002),
    CONNECTION_LOST("connection-lost", 4003),
    TIMEOUT("timeout", 4004),
    PROTOCOL_ERROR("protocol-error", 4005);

    private final String text;
    private final int closeCode;

    ByeReason(String text, int closeCode) {
        this.text = text;
        this.closeCode = closeCode;
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** RFC 6455 section 7.4. */
    public int closeCode() {
        return closeCode;
    }
}
