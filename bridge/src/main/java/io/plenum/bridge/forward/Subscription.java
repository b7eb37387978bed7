package io.plenum.bridge.forward;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rewrite.PictureIdRewriter;
import io.plenum.bridge.rewrite.SequenceRewriter;
import io.plenum.bridge.rewrite.TimestampRewriter;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import io.plenum.bridge.send.TransportOutput;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a viewer: an outgoing SSRC with unbroken sequence numbers, timestamps and picture
 * identifiers, whatever publication it shows. Showing another source is one operation, {@link
 * #show}; for video it takes effect with that source's next key frame.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Subscription {
    /** Told when a slot begins to carry what it was given. */
    @FunctionalInterface
    public interface StartListener {
        /** The first packet of {@code source} was sent in {@code slot}. */
        void onStarted(Subscription slot, Publication source);
    }

    /** Extensions that travel from publisher to viewer unchanged; the others are per hop. */
    private static final Set<HeaderExtension> END_TO_END =
            EnumSet.of(
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.VIDEO_ORIENTATION,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private final ForwardingContext context;
    private final TransportOutput output;
    private final StartListener listener;
    private final SequenceRewriter sequences;
    private final int firstTimestamp;
    private final PictureIdRewriter pictureIds = new PictureIdRewriter();

    /** Viewer's payload type by publisher's, or -1. */
    private final byte[] payloadTypes = new byte[128];

    /** Publisher's and viewer's identifier of each extension that both have, in pairs. */
    private int[] extensionIds = {};

    private SlotParameters parameters;
    private @Nullable TimestampRewriter timestamps;
    private @Nullable Publication source;
    private boolean awaitingStart = true;
    private long packetsSent;
    private long octetsSent;

    /**
     * @param parameters as negotiated
     * @param output the way to the viewer
     * @param context shared by the loop
     * @param random 64 random bits: where sequence numbers and timestamps begin
     */
    public Subscription(
            SlotParameters parameters,
            TransportOutput output,
            ForwardingContext context,
            StartListener listener,
            long random) {
        this.parameters = parameters;
        this.output = output;
        this.context = context;
        this.listener = listener;
        this.sequences = new SequenceRewriter(random & 0x7FFF);
        this.firstTimestamp = (int) (random >>> 32);
    }

    /** As negotiated last. */
    public SlotParameters parameters() {
        return parameters;
    }

    /** What it shows, or null. */
    public @Nullable Publication source() {
        return source;
    }

    /** Takes newly negotiated parameters; the SSRC stays what it was. */
    public void update(SlotParameters negotiated) {
        parameters = negotiated;
        mapIdentifiers();
    }

    /** The publication's parameters changed. */
    void onSourceUpdated() {
        mapIdentifiers();
    }

    /** Shows a publication, or nothing. Video waits for a key frame, which is asked for. */
    public void show(@Nullable Publication next, long nowNanos) {
        if (next == source) {
            return;
        }
        if (source != null) {
            source.remove(this);
        }
        source = next;
        awaitingStart = true;
        if (next != null) {
            mapIdentifiers();
            next.add(this);
            next.requestKeyFrame(nowNanos);
        }
    }

    /** The source's stream is another one now; begins with it as with a new source. */
    void restart() {
        awaitingStart = true;
    }

    /** The viewer cannot decode (PLI, FIR). */
    public void onKeyFrameRequest(long nowNanos) {
        if (source != null) {
            source.requestKeyFrame(nowNanos);
        }
    }

    /** Offers one packet of the source. Runs once per viewer and packet and allocates nothing. */
    void offer(MediaPacket packet) {
        int payloadType = payloadTypes[packet.header.payloadType()];
        if (payloadType < 0 || !output.ready() || !selects(packet)) {
            context.counters.increment(Count.RTP_PACKETS_WITHHELD);
            return;
        }
        send(packet, payloadType);
    }

    private boolean selects(MediaPacket packet) {
        if (!awaitingStart) {
            return sequences.covers(packet.sequence());
        }
        if (parameters.kind() == MediaKind.VIDEO && !packet.keyFrameStart()) {
            return false;
        }
        start(packet);
        return true;
    }

    private void start(MediaPacket packet) {
        awaitingStart = false;
        TimestampRewriter timeline = timestamps;
        if (timeline == null) {
            timeline = new TimestampRewriter(packet.codec().clockRateHz(), firstTimestamp);
            timestamps = timeline;
        }
        sequences.switchSource(packet.sequence());
        timeline.switchSource(packet.header.timestamp(), packet.arrivalNanos());
        if (packet.isVp8()) {
            pictureIds.switchSource(packet.vp8.pictureId(), packet.vp8.tl0PicIdx());
        }
        Publication shown = source;
        if (shown != null) {
            listener.onStarted(this, shown);
        }
    }

    private void send(MediaPacket packet, int payloadType) {
        TimestampRewriter timeline = timestamps;
        if (timeline == null) {
            return;
        }
        long sequence = sequences.rewrite(packet.sequence());
        int timestamp = timeline.rewrite(packet.header.timestamp(), packet.arrivalNanos());
        int slot = output.claim();
        int headerLength = writeHeader(packet, payloadType, sequence, timestamp, slot);
        byte[] payload = packet.buffer();
        int payloadOffset = packet.payloadOffset();
        if (packet.isVp8() && pictureIds.rewrites()) {
            payload = rewriteVp8(packet);
            payloadOffset = 0;
        }
        output.sendRtp(
                slot, headerLength, payload, payloadOffset, packet.payloadLength(), sequence);
        packetsSent++;
        octetsSent += packet.payloadLength();
        context.counters.increment(Count.RTP_PACKETS_FORWARDED);
    }

    private int writeHeader(
            MediaPacket packet, int payloadType, long sequence, int timestamp, int slot) {
        RtpHeaderWriter writer = context.writer;
        RtpHeader header = packet.header;
        writer.begin(
                output.slab(),
                slot,
                Egress.SLOT_BYTES,
                payloadType,
                header.marker(),
                (int) sequence & 0xFFFF,
                timestamp,
                (int) parameters.ssrc());
        for (int i = 0; i < extensionIds.length; i += 2) {
            if (packet.extensions.find(extensionIds[i])) {
                writer.element(
                        extensionIds[i + 1],
                        packet.buffer(),
                        packet.extensions.elementOffset(),
                        packet.extensions.elementLength());
            }
        }
        return writer.finish();
    }

    /** The payload with the slot's picture identifiers; the publisher's bytes stay as they are. */
    private byte[] rewriteVp8(MediaPacket packet) {
        byte[] copy = context.payload;
        System.arraycopy(packet.buffer(), packet.payloadOffset(), copy, 0, packet.payloadLength());
        Vp8Descriptor vp8 = packet.vp8;
        vp8.rewrite(
                copy,
                0,
                pictureIds.pictureId(vp8.pictureId()),
                pictureIds.tl0PicIdx(vp8.tl0PicIdx()));
        return copy;
    }

    private void mapIdentifiers() {
        Arrays.fill(payloadTypes, (byte) -1);
        Publication shown = source;
        if (shown == null) {
            return;
        }
        for (CodecParameters theirs : shown.parameters().codecs()) {
            for (CodecParameters ours : parameters.codecs()) {
                if (ours.sameCodec(theirs)) {
                    payloadTypes[theirs.payloadType()] = (byte) ours.payloadType();
                    break;
                }
            }
        }
        Map<HeaderExtension, Integer> theirs = shown.parameters().extensions();
        Map<HeaderExtension, Integer> ours = parameters.extensions();
        extensionIds =
                END_TO_END.stream()
                        .filter(each -> theirs.containsKey(each) && ours.containsKey(each))
                        .flatMapToInt(
                                each ->
                                        IntStream.of(
                                                theirs.getOrDefault(each, 0),
                                                ours.getOrDefault(each, 0)))
                        .toArray();
    }

    /** Whether a sender report can be made: something was sent and the source's clock is known. */
    public boolean canReport() {
        return !awaitingStart
                && packetsSent > 0
                && timestamps != null
                && source != null
                && source.stream() != null
                && source.stream().senderReportKnown();
    }

    /** The publisher's wall clock at {@code nowNanos}, NTP format; only if {@link #canReport}. */
    public long reportNtp(long nowNanos) {
        long elapsedNanos = nowNanos - reportStream().senderReportNanos();
        return reportStream().senderReportNtp()
                + NtpTime.ofUnixNanos(elapsedNanos)
                - NtpTime.ofUnixNanos(0);
    }

    /** The slot's RTP timestamp at {@code nowNanos}; only if {@link #canReport}. */
    public int reportTimestamp(long nowNanos) {
        TimestampRewriter timeline = timestamps;
        if (timeline == null) {
            throw new IllegalStateException("nothing was sent");
        }
        long elapsedNanos = nowNanos - reportStream().senderReportNanos();
        return timeline.map(reportStream().senderReportTimestamp())
                + timeline.toClock(elapsedNanos);
    }

    private ReceiveStream reportStream() {
        if (source == null || source.stream() == null) {
            throw new IllegalStateException("no source");
        }
        return source.stream();
    }

    /** Packets sent since the beginning. */
    public long packetsSent() {
        return packetsSent;
    }

    /** Payload bytes sent since the beginning. */
    public long octetsSent() {
        return octetsSent;
    }

    /** The slot is gone. */
    public void close() {
        show(null, 0);
    }
}
