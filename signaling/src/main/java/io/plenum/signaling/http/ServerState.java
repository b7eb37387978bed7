package io.plenum.signaling.http;

/** The server's state, as its health pages tell it. */
public enum ServerState {
    STARTING("the server is starting"),
    SERVING("the server takes participants"),
    DRAINING("the server is being emptied: no room begins here any more"),
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
