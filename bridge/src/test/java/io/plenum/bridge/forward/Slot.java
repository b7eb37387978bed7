package io.plenum.bridge.forward;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A subscription with a viewer behind it who decrypts what arrives. */
final class Slot {
    static final int SSRC = 0x5107;
    static final int RTX_SSRC = 0x5108;
    static final int AUDIO_LEVEL = 3;

    /** By which the viewer's pacer knows it. */
    static final int PLACE = 0;

    final Counters counters = new Counters();
    final List<String> started = new ArrayList<>();
    final Subscription subscription;
    final TransportOutput output;
    final ForwardingContext context;

    /** How often something began to wait. */
    int waits;

    private final Egress egress;
    private final SrtpKeys keys;
    private final SrtpReceiver viewer;

    /** What the viewer got: a packet after decryption. */
    record Received(
            int ssrc,
            int payloadType,
            int sequence,
            int timestamp,
            boolean marker,
            boolean padding,
            byte[] payload,
            int audioLevel) {
        /** Last byte of the payload, by which the tests tell packets apart. */
        int tag() {
            return payload[payload.length - 1];
        }

        Vp8Descriptor vp8() {
            Vp8Descriptor descriptor = new Vp8Descriptor();
            descriptor.wrap(payload, 0, payload.length);
            return descriptor;
        }

        /** The original sequence number of a retransmission. */
        int original() {
            return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    static Slot video() {
        return new Slot(
                new SlotParameters(
                        "v",
                        MediaKind.VIDEO,
                        SSRC,
                        RTX_SSRC,
                        List.of(
                                new CodecParameters(96, "vp8", 90_000, 1, "", 97, true),
                                new CodecParameters(98, "h264", 90_000, 1, "", 99, true)),
                        Map.of()));
    }

    static Slot videoWithoutRtx() {
        return new Slot(
                new SlotParameters(
                        "v",
                        MediaKind.VIDEO,
                        SSRC,
                        -1,
                        List.of(new CodecParameters(96, "vp8", 90_000, 1, "", -1, true)),
                        Map.of()));
    }

    static Slot audio(CodecParameters... codecs) {
        return new Slot(
                new SlotParameters(
                        "a",
                        MediaKind.AUDIO,
                        SSRC,
                        -1,
                        List.of(codecs),
                        Map.of(HeaderExtension.AUDIO_LEVEL, AUDIO_LEVEL)));
    }

    /** A slot of a viewer with a bandwidth; its packets have transport-wide numbers. */
    static Slot counted(SlotParameters parameters) {
        Slot slot = new Slot(parameters);
        slot.output.setDownlink(new Downlink(() -> slot.waits++));
        return slot;
    }

    Slot(SlotParameters parameters) {
        this(
                parameters,
                new Egress(64, full -> {}),
                TransportAddress.ofIpv4(0x0A00_0001, 5_000),
                true);
    }

    /** A viewer whose packets leave in a batch with those of others. */
    static Slot video(Egress shared, TransportAddress viewer) {
        return new Slot(video().subscription.parameters(), shared, viewer, true);
    }

    /** Of a viewer whose handshake is not done yet. */
    static Slot notConnected() {
        return new Slot(
                video().subscription.parameters(),
                new Egress(64, full -> {}),
                TransportAddress.ofIpv4(0x0A00_0001, 5_000),
                false);
    }

    /** The handshake is done; what else a peer does then is its own affair. */
    void connect() {
        output.setKeys(new SrtpSender(keys));
    }

    private Slot(
            SlotParameters parameters, Egress egress, TransportAddress remote, boolean connected) {
        this.egress = egress;
        byte[] key = new byte[SrtpProfile.AEAD_AES_128_GCM.keyBytes()];
        byte[] salt = new byte[SrtpProfile.AEAD_AES_128_GCM.saltBytes()];
        keys = new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt, key, salt);
        output = new TransportOutput(egress, counters);
        output.setPath(0, remote);
        viewer = new SrtpReceiver(keys);
        context = new ForwardingContext(counters);
        subscription =
                new Subscription(
                        parameters,
                        output,
                        context,
                        (slot, source) -> started.add(source.id()),
                        0x7FFF_FFF0_0003_0064L,
                        PLACE);
        if (connected) {
            connect();
        }
    }

    /** Everything that was sent since the last call. */
    List<Received> received() {
        List<Received> packets = new ArrayList<>();
        RtpHeader header = new RtpHeader();
        HeaderExtensions extensions = new HeaderExtensions();
        for (int i = 0; i < egress.count(); i++) {
            int at = egress.offset(i);
            header.wrapEncrypted(egress.slab(), at, egress.length(i));
            byte[] payload = new byte[2_000];
            int length =
                    viewer.unprotectRtp(
                            egress.slab(), at, egress.length(i), header.headerLength(), payload, 0);
            if (length < 0) {
                throw new AssertionError("the viewer cannot decrypt: " + length);
            }
            extensions.wrap(header);
            packets.add(
                    new Received(
                            header.ssrc(),
                            header.payloadType(),
                            header.sequenceNumber(),
                            header.timestamp(),
                            header.marker(),
                            (egress.slab()[at] & 0x20) != 0,
                            Arrays.copyOf(payload, length),
                            extensions.find(AUDIO_LEVEL)
                                    ? egress.slab()[extensions.elementOffset()]
                                    : -1));
        }
        egress.clear();
        return packets;
    }

    /** The raw datagrams that wait to be sent. */
    List<byte[]> datagrams() {
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < egress.count(); i++) {
            int at = egress.offset(i);
            datagrams.add(Arrays.copyOfRange(egress.slab(), at, at + egress.length(i)));
        }
        egress.clear();
        return datagrams;
    }

    long count(Count what) {
        return counters.get(what);
    }
}
