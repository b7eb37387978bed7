package io.plenum.loadtests.benchmarks;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.ForwardingContext;
import io.plenum.bridge.forward.PacketBatch;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpSender;
import io.plenum.loadtests.roofline.ProviderNames;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One decrypted packet of a publisher to all its viewers: into the history, parsed, selected,
 * numbered anew, encrypted into the batch for each. No socket. What {@link SrtpBenchmark#seal}
 * takes is in it once per subscription.
 */
public class ForwardingBenchmark extends NanosPerOperation {
    /** What is forwarded. */
    public enum Media {
        /** VP8 of three temporal layers, ten packets of 1,100 bytes a frame, 30 frames a second. */
        VP8(MediaKind.VIDEO, 1_088, 10),
        /** Opus, 50 packets a second of 80 bytes. */
        OPUS(MediaKind.AUDIO, 80, 1);

        private final MediaKind kind;
        private final int payloadBytes;
        private final int packetsPerFrame;

        Media(MediaKind kind, int payloadBytes, int packetsPerFrame) {
            this.kind = kind;
            this.payloadBytes = payloadBytes;
            this.packetsPerFrame = packetsPerFrame;
        }

        private CodecParameters codec() {
            return switch (this) {
                case VP8 -> new CodecParameters(96, "vp8", 90_000, 1, "", 97, true);
                case OPUS -> new CodecParameters(111, "opus", 48_000, 2, "", -1, false);
            };
        }
    }

    private static final int SSRC = 0x5EED;
    private static final int FIRST_SLOT_SSRC = 0x5107_0000;
    private static final int FIRST_PORT = 5_000;
    private static final int HISTORY_PACKETS = 1024;
    private static final int EGRESS_BATCH = 1024;
    private static final long FRAME_NANOS = 33_333_333;
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"1", "10", "50"})
    private int subscriptions;

    @Param({"VP8", "OPUS"})
    private Media media = Media.VP8;

    /** How many packets are forwarded together: a picture has ten. */
    @Param({"1", "10"})
    private int together = 1;

    /** A name that {@link ProviderNames#named} knows. */
    @Param({ProviderNames.PLATFORM})
    private String provider = ProviderNames.PLATFORM;

    private final Counters counters = new Counters();
    private final Egress egress = new Egress(EGRESS_BATCH, Egress::clear);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] datagram = new byte[64];
    private final byte[] payload = new byte[2_048];
    private CodecParameters codec;
    private Publication publication;
    private PacketBatch packets;
    private ReceiveStream stream;
    private long sequence = 1_000;
    private long nowNanos;

    @Setup
    public void prepare() {
        new Random(1).nextBytes(payload);
        codec = media.codec();
        publication =
                new Publication(
                        new PublicationParameters(
                                "p",
                                "0",
                                media.kind,
                                List.of(codec),
                                Map.of(),
                                List.of(new EncodingParameters(null, SSRC, -1))),
                        (which, encoding, now) -> {});
        stream = new ReceiveStream(SSRC, codec.clockRateHz(), HISTORY_PACKETS, 0);
        publication.setStream(stream);
        ForwardingContext context = new ForwardingContext(counters);
        packets = context.packets();
        Provider ciphers = ProviderNames.named(provider);
        Random random = new Random(2);
        for (int i = 0; i < subscriptions; i++) {
            subscribe(i, context, ciphers, random);
        }
        forwardOnePacket();
        packets.forward();
        long forwarded = counters.get(Count.RTP_PACKETS_FORWARDED);
        if (forwarded != subscriptions) {
            throw new IllegalStateException("the key frame went to " + forwarded + " viewers");
        }
    }

    private void subscribe(int viewer, ForwardingContext context, Provider ciphers, Random random) {
        byte[] key = new byte[PROFILE.keyBytes()];
        byte[] salt = new byte[PROFILE.saltBytes()];
        random.nextBytes(key);
        random.nextBytes(salt);
        TransportOutput output = new TransportOutput(egress, counters);
        output.setKeys(new SrtpSender(new SrtpKeys(PROFILE, key, salt, key, salt), ciphers));
        output.setPath(0, TransportAddress.ofIpv4(0x0A00_0001, FIRST_PORT + viewer));
        SlotParameters slot =
                new SlotParameters(
                        "0", media.kind, FIRST_SLOT_SSRC + viewer, -1, List.of(codec), Map.of());
        new Subscription(slot, output, context, (which, source) -> {}, random.nextLong(), 0)
                .show(publication, nowNanos);
    }

    /** Every packet must have gone to everyone, or something else was measured. */
    @TearDown
    public void check() {
        long withheld = counters.get(Count.RTP_PACKETS_WITHHELD);
        if (withheld > 0) {
            throw new IllegalStateException(withheld + " packets were withheld");
        }
    }

    @Benchmark
    public int forwardOnePacket() {
        long frame = sequence / media.packetsPerFrame;
        int part = (int) (sequence % media.packetsPerFrame);
        if (media == Media.VP8) {
            describe((int) frame, part);
        }
        nowNanos += FRAME_NANOS / media.packetsPerFrame;
        writer.begin(
                datagram,
                0,
                datagram.length,
                codec.payloadType(),
                part == media.packetsPerFrame - 1,
                (int) sequence & 0xFFFF,
                (int) frame * (codec.clockRateHz() / 30),
                SSRC);
        ReceiveStream.Outcome outcome =
                stream.accept(
                        datagram,
                        0,
                        writer.finish(),
                        payload,
                        0,
                        media.payloadBytes,
                        sequence++,
                        codec,
                        nowNanos,
                        false,
                        packets.free());
        if (outcome != ReceiveStream.Outcome.ACCEPTED) {
            throw new IllegalStateException("the packet was " + outcome);
        }
        packets.add(publication);
        if (sequence % together == 0) {
            packets.forward();
        }
        return egress.count();
    }

    /** VP8 payload descriptor (RFC 7741), and the first bytes of a frame's header. */
    private void describe(int frame, int part) {
        int temporalId = (frame & 1) == 1 ? 2 : (frame & 2) >> 1;
        boolean isKeyFrame = sequence < 1_000 + media.packetsPerFrame;
        payload[0] = (byte) (part == 0 ? 0x90 : 0x80); // X, and S in the first packet
        payload[1] = (byte) 0xE0; // I, L, T
        BigEndian.putShort(payload, 2, 0x8000 | (frame & 0x7FFF));
        payload[4] = (byte) (frame / 4); // TL0PICIDX
        payload[5] = (byte) (temporalId << 6);
        payload[6] = (byte) (isKeyFrame ? 0 : 1); // P of the frame header, inverted
        BigEndian.putMedium(payload, 9, 0x9D012A); // start code of a key frame
    }
}
