package io.plenum.bridge.api;

import org.jspecify.annotations.Nullable;

/**
 * Copies of the packets of one peer, for whoever has to find out what is wrong with its media.
 * Bounded: what nobody {@linkplain #poll reads} soon enough is dropped and counted. Any one thread
 * may read; {@link #close} may be called from any.
 */
public interface PacketCapture extends AutoCloseable {

    /** The oldest packet that was not read yet, or null if none waits. Never waits. */
    @Nullable CapturedPacket poll();

    /** Packets that were not copied because too many waited to be read. */
    long dropped();

    /**
     * Whether nothing more is copied: it was closed, the peer has ended, or somebody else began to
     * capture it. What was copied before can still be read.
     */
    boolean ended();

    /** Copies nothing more. Idempotent. */
    @Override
    void close();
}
