package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.RtcpWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * VP8 at a constant rate, in one encoding or several of which each has four times the bits of the
 * one before; with three temporal layers if wanted. Every packet says which frame it is of, when
 * that was captured, and carries a checksum.
 */
final class VideoSource implements SimulatedSource {
    static final CodecParameters VP8 = new CodecParameters(96, "vp8", 90_000, 1, "", 97, true);
    private static final int PACKET_BYTES = 1_000;
    private static final long MIN_KEY_FRAME_INTERVAL = 300 * MS;
    private static final int[] TEMPORAL_PATTERN = {0, 2, 1, 2};

    private final SimulatedParticipant owner;
    private final String id;
    private String mid;
    private final int framesPerSecond;
    private final boolean temporal;
    private final List<Encoding> encodings = new ArrayList<>();
    private boolean running;
    long framesSent;
    long keyFramesWanted;

    private static final class Encoding {
        final EncodingSender sender;
        final int bitsPerSecond;
        int frame;
        int pictureId;
        int tl0PicIdx;
        boolean keyFrameDue = true;
        boolean enabled = true;
        long keyFrameNanos = Long.MIN_VALUE / 2;

        Encoding(EncodingSender sender, int bitsPerSecond, int pictureId) {
            this.sender = sender;
            this.bitsPerSecond = bitsPerSecond;
            this.pictureId = pictureId;
        }
    }

    /**
     * @param mid also names the source in frames' checksums
     */
    VideoSource(
            SimulatedParticipant owner,
            String mid,
            int framesPerSecond,
            int bitsPerSecond,
            int encodingCount,
            boolean temporal) {
        this(
                owner,
                owner.name() + "-" + mid,
                mid,
                owner.number() << 16 | ((mid.hashCode() << 8) & 0xFF00),
                framesPerSecond,
                bitsPerSecond,
                encodingCount,
                temporal);
    }

    /**
     * @param ssrcBase the encodings' SSRCs are the next numbers, those of their RTX 128 more
     */
    VideoSource(
            SimulatedParticipant owner,
            String id,
            String mid,
            int ssrcBase,
            int framesPerSecond,
            int bitsPerSecond,
            int encodingCount,
            boolean temporal) {
        this.owner = owner;
        this.id = id;
        this.mid = mid;
        this.framesPerSecond = framesPerSecond;
        this.temporal = temporal;
        int bits = bitsPerSecond;
        for (int i = 1; i < encodingCount; i++) {
            bits /= 4;
        }
        for (int i = 0; i < encodingCount; i++) {
            int ssrc = ssrcBase + i + 1;
            String rid = encodingCount == 1 ? null : "r" + i;
            encodings.add(
                    new Encoding(
                            new EncodingSender(owner, ssrc, ssrc + 0x80, 96, 90_000, mid, rid),
                            bits,
                            owner.simulation().random.nextInt(0x8000)));
            bits *= 4;
        }
    }

    String id() {
        return id;
    }

    SimulatedParticipant owner() {
        return owner;
    }

    @Override
    public PublicationParameters parameters() {
        List<EncodingParameters> described = new ArrayList<>();
        for (int i = 0; i < encodings.size(); i++) {
            int ssrc = encodings.get(i).sender.ssrc();
            described.add(
                    encodings.size() == 1
                            ? new EncodingParameters(null, ssrc, ssrc + 0x80)
                            : new EncodingParameters("r" + i, -1, -1));
        }
        return new PublicationParameters(
                id,
                mid,
                MediaKind.VIDEO,
                List.of(VP8),
                Map.of(
                        HeaderExtension.MID, EncodingSender.MID,
                        HeaderExtension.RID, EncodingSender.RID,
                        HeaderExtension.REPAIRED_RID, EncodingSender.REPAIRED_RID,
                        HeaderExtension.TRANSPORT_CC, EncodingSender.TRANSPORT_CC),
                described);
    }

    @Override
    public void start() {
        if (!running) {
            running = true;
            frame();
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    /** Goes on in another section, in the same streams. */
    void moveTo(String other) {
        mid = other;
        encodings.forEach(encoding -> encoding.sender.moveTo(other));
    }

    /** Switches an encoding off or on, as a browser does when bandwidth is short. */
    void enable(int encoding, boolean enabled) {
        Encoding changed = encodings.get(encoding);
        changed.keyFrameDue |= enabled && !changed.enabled;
        changed.enabled = enabled;
    }

    /** Which encodings are sent. */
    List<Boolean> enabled() {
        return encodings.stream().map(encoding -> encoding.enabled).toList();
    }

    private void frame() {
        if (!running) {
            return;
        }
        long now = owner.simulation().now();
        framesSent++;
        for (int i = 0; i < encodings.size(); i++) {
            Encoding encoding = encodings.get(i);
            if (encoding.enabled) {
                send(encoding, i, now);
            }
        }
        owner.simulation().schedule(now + 1_000 * MS / framesPerSecond, this::frame);
    }

    private void send(Encoding encoding, int index, long now) {
        boolean key =
                encoding.keyFrameDue && now - encoding.keyFrameNanos >= MIN_KEY_FRAME_INTERVAL;
        if (key) {
            encoding.keyFrameDue = false;
            encoding.keyFrameNanos = now;
            encoding.frame = 0;
        }
        int layer = temporal ? TEMPORAL_PATTERN[encoding.frame & 3] : 0;
        if (layer == 0) {
            encoding.tl0PicIdx++;
        }
        int bytes = encoding.bitsPerSecond / 8 / framesPerSecond * (key ? 3 : 1);
        int packets = Math.max(1, (bytes + PACKET_BYTES - 1) / PACKET_BYTES);
        for (int i = 0; i < packets; i++) {
            int size = Math.max(60, bytes / packets);
            encoding.sender.send(
                    now,
                    i == packets - 1,
                    payload(encoding, index, now, key, layer, i, packets, size),
                    -1);
        }
        encoding.frame++;
        encoding.pictureId++;
    }

    private byte[] payload(
            Encoding encoding,
            int index,
            long captureNanos,
            boolean key,
            int layer,
            int part,
            int parts,
            int size) {
        ByteBuffer payload = ByteBuffer.allocate(size);
        payload.put((byte) (0x80 | (part == 0 ? 0x10 : 0)))
                .put((byte) 0xE0)
                .putShort((short) (0x8000 | (encoding.pictureId & 0x7FFF)))
                .put((byte) encoding.tl0PicIdx)
                .put((byte) (layer << 6 | (layer > 0 ? 0x20 : 0)));
        if (part == 0) {
            payload.put((byte) (key ? 0 : 1)).putShort((short) 0);
            payload.put(new byte[] {(byte) 0x9D, 1, 0x2A});
            int width = 320 << index;
            int height = 180 << index;
            payload.put((byte) width).put((byte) (width >> 8));
            payload.put((byte) height).put((byte) (height >> 8));
        }
        VideoFrameBody.write(payload, id.hashCode(), index, layer, key, captureNanos, part, parts);
        CRC32 crc = new CRC32();
        crc.update(payload.array(), 6, size - 10);
        payload.putInt(size - 4, (int) crc.getValue());
        return payload.array();
    }

    @Override
    public void onNack(Nack nack) {
        for (Encoding encoding : encodings) {
            if (encoding.sender.ssrc() == nack.mediaSsrc()) {
                nack.forEach(encoding.sender::repeat);
            }
        }
    }

    @Override
    public void onPli(int mediaSsrc) {
        for (Encoding encoding : encodings) {
            if (encoding.sender.ssrc() == mediaSsrc) {
                keyFramesWanted++;
                encoding.keyFrameDue = true;
            }
        }
    }

    @Override
    public void writeSenderReport(RtcpWriter writer) {
        encodings.forEach(encoding -> encoding.sender.writeSenderReport(writer));
    }

    long packetsSent() {
        return encodings.stream().mapToLong(encoding -> encoding.sender.packetsSent).sum();
    }

    long repeatsSent() {
        return encodings.stream().mapToLong(encoding -> encoding.sender.repeatsSent).sum();
    }
}
