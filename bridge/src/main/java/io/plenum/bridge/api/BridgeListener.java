package io.plenum.bridge.api;

/**
 * Receives a bridge's events. Called on one thread of the bridge that is not a media loop, in the
 * order in which a loop raised them; must return soon and not throw.
 */
@FunctionalInterface
public interface BridgeListener {
    /** One event. */
    void onEvent(BridgeEvent event);
}
