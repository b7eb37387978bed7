package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A publication and the publisher behind it, who sends packets as the tests say. */
final class Source {
    static final long MS = 1_000_000L;
    static final CodecParameters VP8 = new CodecParameters(100, "vp8", 90_000, 1, "", 101, true);
    static final CodecParameters OPUS = new CodecParameters(111, "opus", 48_000, 2, "", -1, true);
    private static final int AUDIO_LEVEL = 9;

    final List<Integer> keyFramesWanted = new ArrayList<>();
    final Publication publication;
    private final List<CodecParameters> codecs;
    private final List<ReceiveStream> streams = new ArrayList<>();
    private PacketBatch batch = new PacketBatch(new Counters());
    private boolean waits;
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    long nowNanos = 1_000 * MS;

    static Source video(String id, int encodings) {
        return new Source(id, MediaKind.VIDEO, encodings, VP8);
    }

    static Source audio(String id, CodecParameters... codecs) {
        return new Source(id, MediaKind.AUDIO, 1, codecs);
    }

    private Source(String id, MediaKind kind, int encodings, CodecParameters... codecs) {
        this.codecs = List.of(codecs);
        List<EncodingParameters> all = new ArrayList<>();
        for (int i = 0; i < encodings; i++) {
            all.add(new EncodingParameters("r" + i, -1, -1));
        }
        publication =
                new Publication(
                        new PublicationParameters(
                                id,
                                id,
                                kind,
                                this.codecs,
                                Map.of(HeaderExtension.AUDIO_LEVEL, AUDIO_LEVEL),
                                all),
                        (which, encoding, now) -> keyFramesWanted.add(encoding));
        for (int i = 0; i < encodings; i++) {
            streams.add(stream(i, 0x1000 + i));
        }
    }

    /** From now on packets wait in a batch until the test forwards it. */
    Source into(PacketBatch shared) {
        batch = shared;
        waits = true;
        return this;
    }

    private ReceiveStream stream(int encoding, int ssrc) {
        ReceiveStream stream =
                new ReceiveStream(ssrc, codecs.getFirst().clockRateHz(), 512, encoding);
        publication.setStream(stream);
        return stream;
    }

    /** The publisher changes an encoding's SSRC. */
    void replaceStream(int encoding, int ssrc) {
        streams.set(encoding, stream(encoding, ssrc));
    }

    ReceiveStream stream(int encoding) {
        return streams.get(encoding);
    }

    /** The publisher negotiates anew: these codecs and no others. */
    void update(CodecParameters... negotiated) {
        PublicationParameters before = publication.parameters();
        publication.update(
                new PublicationParameters(
                        before.publication(),
                        before.mid(),
                        before.kind(),
                        List.of(negotiated),
                        before.extensions(),
                        before.encodings()));
    }

    /** Sends a packet of VP8: one per picture, the last byte tells it from others. */
    void vp8(
            int encoding,
            long sequence,
            int timestamp,
            int pictureId,
            int temporal,
            boolean key,
            int tag) {
        byte[] payload = {
            (byte) 0x90, // X, S
            (byte) 0xE0, // I, L, T
            (byte) (0x80 | pictureId >> 8),
            (byte) pictureId,
            (byte) (pictureId / 4), // TL0PICIDX
            (byte) (temporal << 6 | (temporal > 0 ? 0x20 : 0)),
            (byte) (key ? 0 : 1),
            0,
            0,
            (byte) 0x9D,
            1,
            0x2A,
            0,
            1,
            0,
            1,
            (byte) tag
        };
        send(encoding, sequence, timestamp, VP8, true, payload, -1, false);
    }

    /** Sends a further packet of a VP8 picture. */
    void vp8More(long sequence, int timestamp, int pictureId, boolean last, int tag) {
        vp8More(sequence, timestamp, pictureId, last, tag, 7);
    }

    /** The same with a payload of 7 bytes or more. */
    void vp8More(long sequence, int timestamp, int pictureId, boolean last, int tag, int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) 0x80; // X
        payload[1] = (byte) 0xE0; // I, L, T
        payload[2] = (byte) (0x80 | pictureId >> 8);
        payload[3] = (byte) pictureId;
        payload[4] = (byte) (pictureId / 4); // TL0PICIDX
        payload[length - 1] = (byte) tag;
        send(0, sequence, timestamp, VP8, last, payload, -1, false);
    }

    /** Sends a packet of audio. */
    void audio(long sequence, int timestamp, CodecParameters codec, int level, byte... payload) {
        send(0, sequence, timestamp, codec, false, payload, level, false);
    }

    /** Sends padding alone. */
    void padding(int encoding, long sequence, int timestamp) {
        send(encoding, sequence, timestamp, VP8, false, new byte[] {1}, -1, true);
    }

    private void send(
            int encoding,
            long sequence,
            int timestamp,
            CodecParameters codec,
            boolean marker,
            byte[] payload,
            int level,
            boolean padded) {
        byte[] datagram = new byte[200];
        ReceiveStream stream = streams.get(encoding);
        writer.begin(
                datagram,
                0,
                datagram.length,
                codec.payloadType(),
                marker,
                (int) sequence & 0xFFFF,
                timestamp,
                stream.ssrc());
        if (level >= 0) {
            writer.audioLevel(AUDIO_LEVEL, true, level);
        }
        int header = writer.finish();
        if (padded) {
            datagram[0] |= 0x20;
        }
        ReceiveStream.Outcome outcome =
                stream.accept(
                        datagram,
                        0,
                        header,
                        payload,
                        0,
                        payload.length,
                        sequence,
                        codec,
                        nowNanos,
                        false,
                        batch.free());
        if (outcome != ReceiveStream.Outcome.ACCEPTED) {
            throw new AssertionError("the packet was " + outcome);
        }
        batch.add(publication);
        if (!waits) {
            batch.forward();
        }
    }
}
