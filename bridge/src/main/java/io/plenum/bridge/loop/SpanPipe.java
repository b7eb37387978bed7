package io.plenum.bridge.loop;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.receive.PacketRing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way from one loop to another: a ring of slots, written by the one and read by the other
 * without a lock. A slot holds a packet or a {@link SpanNote}, and what goes in comes out in its
 * order. Packets that find no room are lost; notes wait, and packets behind them are lost as well.
 *
 * <p>A packet's slot: 0 mirror (4 bytes), 4 header length (2), 6 payload length (2), 8 sequence
 * (8), 16 arrival (8), 24 encoding (1), 32 header, {@value #PAYLOAD} payload. A slot is a multiple
 * of the cache line, so the two sides meet in a line only where one waits for the other.
 *
 * <p>What is written becomes visible with {@link #flush}, once a cycle: one release, and at most
 * one wake-up, whatever the number of packets.
 */
final class SpanPipe {
    /**
     * At 2.5 Mbit/s (280 packets/s) with 30 publishers watched, more than 100 ms: longer than any
     * pause of a loop that still serves its viewers. 2 MiB for each pair of loops that share a
     * room.
     */
    static final int SLOTS = 1024;

    private static final int SLOT_BYTES = 2048;
    private static final int MASK = SLOTS - 1;
    private static final int HEADER = 32;
    private static final int PAYLOAD = HEADER + PacketRing.HEADER_BYTES;
    private static final VarHandle READ;
    private static final VarHandle WRITTEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READ = lookup.findVarHandle(SpanPipe.class, "read", long.class);
            WRITTEN = lookup.findVarHandle(SpanPipe.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] slab = new byte[SLOTS * SLOT_BYTES];
    private final @Nullable SpanNote[] notes = new @Nullable SpanNote[SLOTS];

    /** Slots that the reader has given back since the beginning. */
    @SuppressWarnings("unused") // through READ
    private long read;

    /** Slots that the reader may read, since the beginning. */
    @SuppressWarnings("unused") // through WRITTEN
    private long written;

    private volatile boolean abandoned;

    // The writer's own.
    private final Queue<SpanNote> waiting = new ArrayDeque<>();
    private long writing;
    private long flushed;
    private long readSeen;

    // The reader's own.
    private long reading;

    /** What comes out of a pipe. */
    interface Reader {
        /** A note. */
        void onNote(SpanNote note);

        /** A packet; see {@link io.plenum.bridge.forward.MirrorLink#onPacket}. */
        void onPacket(
                int mirror,
                int encoding,
                long sequence,
                long arrivalNanos,
                byte[] buffer,
                int headerOffset,
                int headerLength,
                int payloadOffset,
                int payloadLength);
    }

    /**
     * Writes a packet. Writer only.
     *
     * @param headerLength at most {@link PacketRing#HEADER_BYTES}
     * @param payloadLength at most {@link PacketRing#PAYLOAD_BYTES}
     * @return false if there is no room
     */
    boolean packet(
            int mirror,
            int encoding,
            long sequence,
            long arrivalNanos,
            byte[] buffer,
            int headerOffset,
            int headerLength,
            int payloadOffset,
            int payloadLength) {
        if (!waiting.isEmpty() || !hasRoom()) {
            return false;
        }
        int at = ((int) writing & MASK) * SLOT_BYTES;
        BigEndian.putInt(slab, at, mirror);
        BigEndian.putShort(slab, at + 4, headerLength);
        BigEndian.putShort(slab, at + 6, payloadLength);
        BigEndian.putLong(slab, at + 8, sequence);
        BigEndian.putLong(slab, at + 16, arrivalNanos);
        BigEndian.putByte(slab, at + 24, encoding);
        System.arraycopy(buffer, headerOffset, slab, at + HEADER, headerLength);
        System.arraycopy(buffer, payloadOffset, slab, at + PAYLOAD, payloadLength);
        writing++;
        return true;
    }

    /** Writes a note, now or as soon as there is room. Writer only. */
    void note(SpanNote note) {
        if (abandoned) {
            return;
        }
        if (waiting.isEmpty() && hasRoom()) {
            put(note);
        } else {
            waiting.add(note);
        }
    }

    private void put(SpanNote note) {
        notes[(int) writing & MASK] = note;
        writing++;
    }

    private boolean hasRoom() {
        if (writing - readSeen < SLOTS) {
            return true;
        }
        readSeen = (long) READ.getAcquire(this);
        return writing - readSeen < SLOTS;
    }

    /** Shows the reader what was written. Writer only; answers whether there is anything new. */
    boolean flush() {
        while (!waiting.isEmpty() && hasRoom()) {
            put(waiting.remove());
        }
        if (writing == flushed) {
            return false;
        }
        flushed = writing;
        WRITTEN.setRelease(this, writing);
        return true;
    }

    /** Whether notes wait for room, so that {@link #flush} must be called again. Writer only. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    /**
     * Reads at most {@code limit} slots; returns how many. One whose reader fails is read. Reader
     * only.
     */
    int drain(int limit, Reader reader) {
        int count = (int) Math.min(limit, (long) WRITTEN.getAcquire(this) - reading);
        try {
            for (int i = 0; i < count; i++) {
                int slot = (int) reading & MASK;
                reading++;
                SpanNote note = notes[slot];
                if (note == null) {
                    readPacket(slot * SLOT_BYTES, reader);
                } else {
                    notes[slot] = null;
                    reader.onNote(note);
                }
            }
        } finally {
            READ.setRelease(this, reading);
        }
        return count;
    }

    private void readPacket(int at, Reader reader) {
        reader.onPacket(
                BigEndian.getInt(slab, at),
                BigEndian.getUnsignedByte(slab, at + 24),
                BigEndian.getLong(slab, at + 8),
                BigEndian.getLong(slab, at + 16),
                slab,
                at + HEADER,
                BigEndian.getUnsignedShort(slab, at + 4),
                at + PAYLOAD,
                BigEndian.getUnsignedShort(slab, at + 6));
    }

    /** Nobody reads any more: notes need not wait. Reader only. */
    void abandon() {
        abandoned = true;
    }
}
