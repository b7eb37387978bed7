package io.plenum.bridge.api;

/** A media loop's command queue is full: the caller should refuse or retry later (HTTP 503). */
public final class BridgeOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator. */
    public BridgeOverloadedException(String message) {
        super(message);
    }
}
