package io.plenum.bridge.dtls;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of byte arrays from one thread to one other. No locks: the loop that offers never
 * waits for a handshake's thread that lost its processor.
 */
final class DatagramQueue {
    private final AtomicReferenceArray<byte @Nullable []> slots;
    private int offered; // producer's
    private int polled; // consumer's

    DatagramQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Whether there was room. Producer only. */
    boolean offer(byte[] datagram) {
        int slot = offered % slots.length();
        if (slots.get(slot) != null) {
            return false;
        }
        slots.set(slot, datagram);
        offered = slot + 1;
        return true;
    }

    /** The oldest, or null. Consumer only. */
    byte @Nullable [] poll() {
        int slot = polled % slots.length();
        byte[] datagram = slots.get(slot);
        if (datagram != null) {
            slots.set(slot, null);
            polled = slot + 1;
        }
        return datagram;
    }

    /** Whether {@link #poll} would give something. Consumer only. */
    boolean isEmpty() {
        return slots.get(polled % slots.length()) == null;
    }
}
