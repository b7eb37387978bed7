package io.plenum.bridge.bytes;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from 32-bit keys (SSRCs) to objects that looks up without allocating. Open addressing with
 * linear probing, at most half full. Not thread safe.
 *
 * @param <T> what a key leads to
 */
public final class IntMap<T> {
    private int[] keys = new int[16];
    private @Nullable Object[] values = new @Nullable Object[16];
    private int size;

    /** Entries in the map. */
    public int size() {
        return size;
    }

    /** What the key leads to, or null. */
    @SuppressWarnings("unchecked") // only put() writes, and it writes T
    public @Nullable T get(int key) {
        return (T) values[find(key)];
    }

    /** Adds or replaces. */
    public void put(int key, T value) {
        int slot = find(key);
        if (values[slot] == null) {
            if (2 * (size + 1) > keys.length) {
                grow();
                slot = find(key);
            }
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Removes the key if it is there. */
    public void remove(int key) {
        int slot = find(key);
        if (values[slot] == null) {
            return;
        }
        values[slot] = null;
        size--;
        closeGap(slot);
    }

    /**
     * Calls {@code action} with every value, in no particular order; it must not change the map.
     */
    @SuppressWarnings("unchecked") // only put() writes, and it writes T
    public void forEach(Consumer<? super T> action) {
        for (Object value : values) {
            if (value != null) {
                action.accept((T) value);
            }
        }
    }

    /** Moves later entries of the probe sequence up, so that no look-up stops at the gap. */
    private void closeGap(int gap) {
        int mask = keys.length - 1;
        int hole = gap;
        for (int i = (gap + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            int home = hash(keys[i]) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                values[i] = null;
                hole = i;
            }
        }
    }

    private int find(int key) {
        int mask = keys.length - 1;
        int slot = hash(key) & mask;
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = new @Nullable Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            Object moved = oldValues[i];
            if (moved != null) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = moved;
            }
        }
    }

    private static int hash(int key) {
        int mixed = key * 0x9E37_79B9;
        return mixed ^ (mixed >>> 16);
    }
}
