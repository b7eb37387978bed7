package io.plenum.signaling.admin;

import io.plenum.bridge.api.CapturedPacket;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.signaling.logging.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one capture as a file, as its packets come, until its time or its length is over, the
 * participant has left, or the server stops. The last record of the file is a remark that says
 * which, and how many packets are missing.
 */
final class Tap {
    /** Room for the remark. */
    static final int REMARK_BYTES = 300;

    private static final int PIECE_BYTES = 32 * 1024;
    private static final int NAP_MILLIS = 20;

    private final TapRequest request;
    private final PacketCapture capture;
    private final Redaction redaction;
    private final BooleanSupplier stopping;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE_BYTES);
    private long written;
    private long packets;
    private long lastNanos;

    /** Where the file goes. */
    @FunctionalInterface
    interface Sink {
        /** Takes a piece; may wait for a slow reader. */
        void write(byte[] piece) throws IOException;
    }

    /**
     * @param capture not read before
     * @param stopping whether the server ends
     * @param nowNanos nanoseconds since 1970, for a file without packets
     */
    Tap(
            TapRequest request,
            PacketCapture capture,
            Redaction redaction,
            BooleanSupplier stopping,
            long nowNanos) {
        this.request = request;
        this.capture = capture;
        this.redaction = redaction;
        this.stopping = stopping;
        lastNanos = nowNanos;
    }

    /**
     * Writes the whole file; the header at once.
     *
     * @throws IOException if the reader has gone
     */
    void writeTo(Sink sink) throws IOException, InterruptedException {
        add(Pcap.fileHeader());
        flush(sink);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(request.seconds());
        String end = null;
        while (end == null) {
            boolean wasEnded = capture.ended();
            end = drain(sink, deadlineNanos);
            if (end == null && wasEnded) {
                end = "the participant has left";
            }
            if (end == null) {
                end = endedFromOutside(deadlineNanos);
            }
            if (end == null) {
                TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
            }
        }
        capture.close();
        String remark =
                """
                Plenum: the capture ended because %s; %d packets, %d more were dropped because they were \
                not read in time%s\
                """
                        .formatted(
                                end,
                                packets,
                                capture.dropped(),
                                redaction.on() ? "; addresses are shortened" : "");
        add(Pcap.remark(lastNanos, remark));
        flush(sink);
    }

    private @Nullable String endedFromOutside(long deadlineNanos) {
        if (stopping.getAsBoolean()) {
            return "the server stops";
        }
        return System.nanoTime() - deadlineNanos >= 0
                ? "its %d s are over".formatted(request.seconds())
                : null;
    }

    /** Writes what is there; answers why the file ends, or null if it goes on. */
    private @Nullable String drain(Sink sink, long deadlineNanos) throws IOException {
        CapturedPacket next = capture.poll();
        while (next != null) {
            byte[] record = Pcap.record(redaction.on() ? shortened(next) : next);
            if (written + record.length + REMARK_BYTES > request.bytes()) {
                return "it has its length";
            }
            add(record);
            packets++;
            lastNanos = next.epochNanos();
            if (piece.size() >= PIECE_BYTES) {
                flush(sink);
                // Whoever reads as slowly as packets come would be here for ever.
                String end = endedFromOutside(deadlineNanos);
                if (end != null) {
                    return end;
                }
            }
            next = capture.poll();
        }
        flush(sink);
        return null;
    }

    private CapturedPacket shortened(CapturedPacket packet) {
        return new CapturedPacket(
                packet.received(),
                packet.epochNanos(),
                redaction.address(packet.local()),
                redaction.address(packet.remote()),
                packet.originalLength(),
                packet.bytes());
    }

    private void add(byte[] bytes) {
        piece.writeBytes(bytes);
        written += bytes.length;
    }

    private void flush(Sink sink) throws IOException {
        if (piece.size() > 0) {
            sink.write(piece.toByteArray());
            piece.reset();
        }
    }
}
