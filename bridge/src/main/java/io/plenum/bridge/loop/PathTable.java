package io.plenum.bridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * Which peer a remote address belongs to. Keys are the primitives of a received datagram, so a
 * look-up allocates nothing. Open addressing with linear probing, at most half full.
 *
 * <p>Not thread safe: belongs to one loop.
 *
 * @param <T> what an address leads to
 */
final class PathTable<T> {
    private long[] high;
    private long[] low;
    private int[] port;
    private @Nullable Object[] value;
    private int size;

    PathTable() {
        int capacity = 64;
        high = new long[capacity];
        low = new long[capacity];
        port = new int[capacity];
        value = new @Nullable Object[capacity];
    }

    /** Entries in the table. */
    int size() {
        return size;
    }

    @Nullable
    @SuppressWarnings("unchecked") // only put() writes, and it writes T
    T get(long keyHigh, long keyLow, int keyPort) {
        return (T) value[find(keyHigh, keyLow, keyPort)];
    }

    void put(long keyHigh, long keyLow, int keyPort, T newValue) {
        int slot = find(keyHigh, keyLow, keyPort);
        if (value[slot] == null) {
            if (2 * (size + 1) > value.length) {
                grow();
                slot = find(keyHigh, keyLow, keyPort);
            }
            size++;
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        port[slot] = keyPort;
        value[slot] = newValue;
    }

    /** Removes the address if it leads to {@code expected}; another peer may have taken it over. */
    @SuppressWarnings("ReferenceEquality") // the same entry is meant, not an equal one
    void remove(long keyHigh, long keyLow, int keyPort, T expected) {
        int slot = find(keyHigh, keyLow, keyPort);
        if (value[slot] != expected) {
            return;
        }
        value[slot] = null;
        size--;
        closeGap(slot);
    }

    /** Moves later entries of the probe sequence up, so that no look-up stops at the gap. */
    private void closeGap(int gap) {
        int mask = value.length - 1;
        int hole = gap;
        for (int i = (gap + 1) & mask; value[i] != null; i = (i + 1) & mask) {
            int home = hash(high[i], low[i], port[i]) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                high[hole] = high[i];
                low[hole] = low[i];
                port[hole] = port[i];
                value[hole] = value[i];
                value[i] = null;
                hole = i;
            }
        }
    }

    private int find(long keyHigh, long keyLow, int keyPort) {
        int mask = value.length - 1;
        int slot = hash(keyHigh, keyLow, keyPort) & mask;
        while (value[slot] != null
                && !(low[slot] == keyLow && port[slot] == keyPort && high[slot] == keyHigh)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldPort = port;
        @Nullable Object[] oldValue = value;
        int capacity = oldValue.length * 2;
        high = new long[capacity];
        low = new long[capacity];
        port = new int[capacity];
        value = new @Nullable Object[capacity];
        for (int i = 0; i < oldValue.length; i++) {
            Object moved = oldValue[i];
            if (moved != null) {
                int slot = find(oldHigh[i], oldLow[i], oldPort[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                port[slot] = oldPort[i];
                value[slot] = moved;
            }
        }
    }

    /** Mixes all 18 bytes: clients behind one NAT differ in the port alone. */
    private static int hash(long keyHigh, long keyLow, int keyPort) {
        long mixed = (keyHigh * 31 + keyLow) * 0x9E37_79B9_7F4A_7C15L + keyPort;
        mixed *= 0xBF58_476D_1CE4_E5B9L;
        return (int) (mixed >>> 32);
    }
}
