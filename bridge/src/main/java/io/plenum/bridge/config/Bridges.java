package io.plenum.bridge.config;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.loop.LoopBridge;
import java.io.IOException;

/** Makes bridges. */
public final class Bridges {
    private Bridges() {}

    /**
     * Opens the ports and starts the loops.
     *
     * @param listener receives the events; the caller owns the bridge and closes it
     * @throws IOException if a port, address or provider of ciphers cannot be used; the message
     *     says which and what to do
     */
    public static Bridge start(BridgeConfig config, BridgeListener listener) throws IOException {
        return LoopBridge.start(config, listener);
    }
}
