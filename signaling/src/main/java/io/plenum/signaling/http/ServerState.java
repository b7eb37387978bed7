package io.plenum.signaling.http;

/** The server's state, as its health pages tell it. */
public enum ServerState {
    STARTING("the server is starting"),
    SERVING("the server takes participants"),
    STOPPING("the server is shutting down");

    private final String text;

    ServerState(String text) {
        this.text = text;
    }

    /** One clause for people. */
    public String text() {
        return text;
    }
}
