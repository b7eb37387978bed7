package io.plenum.bridge.forward;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import io.plenum.bridge.rewrite.PictureIdRewriter;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.Rtx;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.TransportOutput;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a publisher's packets as a slot's: header, identifiers and picture numbers are the slot's,
 * the payload is encrypted from where it lies unless its descriptor changes. Each packet bears the
 * transport-wide sequence number that it leaves under. But for that, writing the same packet twice
 * gives the same bytes; a retransmission under the old packet index takes its old number too, which
 * is what makes it safe (RFC 7714 section 8.4).
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
final class SlotWriter {
    private static final int PADDING_BIT = 0x20;

    /** Most bytes of padding in a packet (RFC 3550 section 5.1) that is made of it alone. */
    private static final int PADDING_BYTES = 224;

    private final TransportOutput output;
    private final ForwardingContext context;
    private final PacketKind kind;
    private final AudioRedundancy redundancy;
    private SlotParameters parameters;
    private int transportSequenceId;
    private int numberOffset;

    /** Null unless packets are repeated under their own numbers. */
    private @Nullable TransportNumbers numbers;

    private long nextRtxSequence;
    private byte[] payload = {};
    private int payloadOffset;
    private int payloadLength;
    private int padding;

    /**
     * @param firstRtxSequence below 2^15
     */
    SlotWriter(
            SlotParameters parameters,
            TransportOutput output,
            ForwardingContext context,
            long firstRtxSequence) {
        this.parameters = parameters;
        this.output = output;
        this.context = context;
        this.nextRtxSequence = firstRtxSequence;
        redundancy = new AudioRedundancy(context);
        kind = parameters.kind() == MediaKind.AUDIO ? PacketKind.AUDIO : PacketKind.VIDEO;
        update(parameters);
    }

    void update(SlotParameters negotiated) {
        parameters = negotiated;
        redundancy.update(negotiated);
        transportSequenceId = negotiated.extensions().getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
        // A packet repeated after this would not have the bytes that it had.
        numbers =
                transportSequenceId != 0 && negotiated.rtxSsrc() < 0
                        ? new TransportNumbers()
                        : null;
    }

    /** What makes audio redundant where packets are lost. */
    AudioRedundancy redundancy() {
        return redundancy;
    }

    /** Payload bytes of the packet written last, without an original sequence number. */
    int payloadLength() {
        return payloadLength;
    }

    /**
     * Sends a packet in the slot's own stream.
     *
     * @return whether it could be written
     */
    boolean send(MediaPacket packet, SourceSpan span, long sequence, boolean marker) {
        return send(packet, span, sequence, marker, -1);
    }

    /**
     * Sends a packet again as it was; only if {@link #isRepeatable}.
     *
     * @return whether it could be written
     */
    boolean sendAgain(MediaPacket packet, SourceSpan span, long sequence) {
        int number = numbers == null ? -1 : numbers.get(sequence);
        return send(packet, span, sequence, packet.header.marker(), number);
    }

    private boolean send(
            MediaPacket packet, SourceSpan span, long sequence, boolean marker, int number) {
        int payloadType = preparePayload(packet, span, 0);
        if (payloadType < 0) {
            return false;
        }
        if (number < 0 && kind == PacketKind.AUDIO) {
            payloadType = addRedundancy(packet, span, sequence, payloadType);
        }
        int slot = output.claim();
        int headerLength =
                writeHeader(
                        packet,
                        span,
                        slot,
                        payloadType,
                        marker,
                        (int) sequence,
                        (int) parameters.ssrc());
        if (padding > 0) {
            output.slab()[slot] |= PADDING_BIT;
        }
        int bytes = headerLength + payloadLength + padding;
        if (number < 0) {
            int given = number(bytes, kind);
            if (numbers != null) {
                numbers.put(sequence, given);
            }
        } else {
            numberAgain(number, bytes);
        }
        output.sendRtp(
                slot, headerLength, payload, payloadOffset, payloadLength + padding, sequence);
        return true;
    }

    private int addRedundancy(MediaPacket packet, SourceSpan span, long sequence, int payloadType) {
        int type =
                redundancy.write(
                        packet, span, sequence, payloadType, payload, payloadOffset, payloadLength);
        if (type != payloadType) {
            payload = context.payload;
            payloadOffset = 0;
            payloadLength = redundancy.length();
            padding = 0;
            context.counters.increment(Count.RTP_PACKETS_MADE_REDUNDANT);
        }
        return type;
    }

    /**
     * A packet leaves: it gets its transport-wide sequence number, if it has a place for one.
     *
     * @return the number, or 0 if it has none
     */
    private int number(int bytes, PacketKind of) {
        Downlink downlink = output.downlink();
        if (downlink == null) {
            return 0;
        }
        if (numberOffset < 0) {
            downlink.onSentUntracked(bytes, of, context.nowNanos());
            return 0;
        }
        int number = downlink.onSent(bytes, of, context.nowNanos());
        BigEndian.putShort(output.slab(), numberOffset, number);
        return number;
    }

    private void numberAgain(int number, int bytes) {
        Downlink downlink = output.downlink();
        if (downlink != null && numberOffset >= 0) {
            BigEndian.putShort(output.slab(), numberOffset, number);
            downlink.onSentAgain(number, bytes, context.nowNanos());
        }
    }

    /**
     * Takes note of a packet that passes and will be sent later, so that those that are left out
     * meanwhile do not take its picture's number.
     *
     * @return payload bytes, or -1 if it cannot be sent
     */
    int note(MediaPacket packet, SourceSpan span) {
        int payloadType = preparePayload(packet, span, 0);
        return payloadType < 0 ? -1 : payloadLength + padding;
    }

    /**
     * Sends a packet again as a retransmission (RFC 4588); only if {@link #hasRtx}.
     *
     * @return whether it could be written
     */
    boolean repeat(
            MediaPacket packet, SourceSpan span, long sequence, boolean marker, PacketKind of) {
        int rtxPayloadType = span.identifiers().rtxPayloadType(packet.header.payloadType());
        if (rtxPayloadType < 0 || preparePayload(packet, span, Rtx.OSN_BYTES) < 0) {
            return false;
        }
        byte[] scratch = context.payload;
        // A rewritten payload stands there already, and copying it onto itself changes nothing.
        System.arraycopy(payload, payloadOffset, scratch, Rtx.OSN_BYTES, payloadLength);
        BigEndian.putShort(scratch, 0, (int) sequence & 0xFFFF);
        long rtxSequence = nextRtxSequence++;
        int slot = output.claim();
        int headerLength =
                writeHeader(
                        packet,
                        span,
                        slot,
                        rtxPayloadType,
                        marker,
                        (int) rtxSequence,
                        (int) parameters.rtxSsrc());
        number(headerLength + payloadLength + Rtx.OSN_BYTES, of);
        output.sendRtp(slot, headerLength, scratch, 0, payloadLength + Rtx.OSN_BYTES, rtxSequence);
        return true;
    }

    /**
     * Sends padding alone in the stream of retransmissions, where it takes no number of the slot's
     * and nobody waits for it.
     *
     * @return whether the viewer has negotiated such a stream, and its packets are counted
     */
    boolean pad() {
        int payloadType = rtxPayloadType();
        if (parameters.rtxSsrc() < 0 || payloadType < 0 || transportSequenceId == 0) {
            return false;
        }
        long rtxSequence = nextRtxSequence++;
        int slot = output.claim();
        RtpHeaderWriter writer = context.writer;
        writer.begin(
                output.slab(),
                slot,
                Egress.SLOT_BYTES,
                payloadType,
                false,
                (int) rtxSequence & 0xFFFF,
                0,
                (int) parameters.rtxSsrc());
        numberOffset = writer.reserve(transportSequenceId, 2);
        int headerLength = writer.finish();
        output.slab()[slot] |= PADDING_BIT;
        byte[] scratch = context.payload;
        Arrays.fill(scratch, 0, PADDING_BYTES - 1, (byte) 0);
        scratch[PADDING_BYTES - 1] = (byte) PADDING_BYTES;
        number(headerLength + PADDING_BYTES, PacketKind.PADDING);
        output.sendRtp(slot, headerLength, scratch, 0, PADDING_BYTES, rtxSequence);
        return true;
    }

    private int rtxPayloadType() {
        List<CodecParameters> codecs = parameters.codecs();
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).rtxPayloadType() >= 0) {
                return codecs.get(i).rtxPayloadType();
            }
        }
        return -1;
    }

    /** Whether the viewer has negotiated retransmissions of the packet's codec. */
    boolean hasRtx(MediaPacket packet, SourceSpan span) {
        return parameters.rtxSsrc() >= 0
                && span.identifiers().rtxPayloadType(packet.header.payloadType()) >= 0;
    }

    /**
     * Whether the packet may be sent again under its own packet index: only if every byte is the
     * same as at first (RFC 7714 section 8.4).
     */
    boolean isRepeatable(MediaPacket packet, SourceSpan span, long sequence) {
        boolean ownMarker = !packet.hasDescriptor() && packet.format() != PayloadFormat.VP9;
        boolean numberKnown = numbers == null || numbers.get(sequence) >= 0;
        return ownMarker
                && numberKnown
                && !span.remapped()
                && !redundancy.mayHaveWritten(sequence)
                && output.mayRepeatRtp((int) parameters.ssrc(), sequence);
    }

    /**
     * Sends padding under a sequence number that was kept for a packet which came too late to be
     * left out and is not wanted, so that the viewer does not wait for it.
     */
    void fill(MediaPacket packet, SourceSpan span, long sequence) {
        int payloadType = span.identifiers().payloadType(packet.header.payloadType());
        if (payloadType < 0) {
            return;
        }
        int slot = output.claim();
        context.writer.begin(
                output.slab(),
                slot,
                Egress.SLOT_BYTES,
                payloadType,
                false,
                (int) sequence & 0xFFFF,
                packet.header.timestamp() + span.timestampOffset,
                (int) parameters.ssrc());
        int headerLength = context.writer.finish();
        output.slab()[slot] |= PADDING_BIT;
        numberOffset = -1;
        number(headerLength + 1, kind);
        context.payload[0] = 1; // one byte of padding, which says so itself (RFC 3550 section 5.1)
        output.sendRtp(slot, headerLength, context.payload, 0, 1, sequence);
    }

    /**
     * Points {@link #payload} at what is to be sent.
     *
     * @param room bytes to leave free before it if it is copied
     * @return the slot's payload type, or -1 if the packet cannot be sent
     */
    private int preparePayload(MediaPacket packet, SourceSpan span, int room) {
        IdentifierMap identifiers = span.identifiers();
        int publishers = packet.header.payloadType();
        payload = packet.buffer();
        payloadOffset = packet.payloadOffset();
        payloadLength = packet.payloadLength();
        padding = packet.padding();
        if (publishers == identifiers.unwrappedRed) {
            return unwrapRed(identifiers);
        }
        PictureIdRewriter pictures = span.pictures;
        if (pictures != null && !rewritePicture(packet, pictures, room)) {
            return -1;
        }
        return identifiers.payloadType(publishers);
    }

    /**
     * The newest block of a RED packet, for a viewer that does not know RED (RFC 2198 section 3).
     */
    private int unwrapRed(IdentifierMap identifiers) {
        padding = 0;
        if (context.red.wrap(payload, payloadOffset, payloadLength) != Verdict.OK) {
            return -1;
        }
        while (context.red.next()) {
            if (context.red.isPrimary()) {
                payloadOffset = context.red.blockOffset();
                payloadLength = context.red.blockLength();
                return identifiers.payloadType(context.red.payloadType());
            }
        }
        return -1;
    }

    /** The payload with the slot's picture numbers; the publisher's bytes stay as they are. */
    private boolean rewritePicture(MediaPacket packet, PictureIdRewriter pictures, int room) {
        boolean isVp8 = packet.format() == PayloadFormat.VP8;
        int source = isVp8 ? packet.vp8.pictureId() : packet.vp9.pictureId();
        int sourceTl0 = isVp8 ? packet.vp8.tl0PicIdx() : packet.vp9.tl0PicIdx();
        int picture = pictures.pictureId(source);
        int tl0PicIdx = pictures.tl0PicIdx(sourceTl0);
        if (picture < 0 || !pictures.rewrites()) {
            return picture >= 0;
        }
        byte[] copy = context.payload;
        System.arraycopy(payload, payloadOffset, copy, room, payloadLength + padding);
        if (isVp8) {
            packet.vp8.rewrite(copy, room, picture, tl0PicIdx);
        } else {
            packet.vp9.rewrite(copy, room, picture, tl0PicIdx);
        }
        payload = copy;
        payloadOffset = room;
        return true;
    }

    private int writeHeader(
            MediaPacket packet,
            SourceSpan span,
            int slot,
            int payloadType,
            boolean marker,
            int sequence,
            int ssrc) {
        RtpHeaderWriter writer = context.writer;
        IdentifierMap identifiers = span.identifiers();
        writer.begin(
                output.slab(),
                slot,
                Egress.SLOT_BYTES,
                payloadType,
                marker,
                sequence & 0xFFFF,
                packet.header.timestamp() + span.timestampOffset,
                ssrc);
        int[] extensions = identifiers.extensions;
        for (int i = 0; i < extensions.length; i += 2) {
            if (packet.extensions.find(extensions[i])) {
                writer.element(
                        extensions[i + 1],
                        packet.buffer(),
                        packet.extensions.elementOffset(),
                        packet.extensions.elementLength());
            }
        }
        boolean described = identifiers.descriptorId != 0 && packet.hasDescriptor();
        if (described) {
            writer.element(
                    identifiers.descriptorId,
                    packet.buffer(),
                    packet.descriptorOffset(),
                    packet.descriptorLength());
        }
        // The last element: it stays where it is.
        boolean numbered = transportSequenceId != 0 && output.downlink() != null;
        numberOffset = numbered ? writer.reserve(transportSequenceId, 2) : -1;
        int length = writer.finish();
        if (described) {
            DependencyDescriptor.putFrameNumber(
                    output.slab(),
                    writer.offsetOf(identifiers.descriptorId),
                    packet.descriptor.frameNumber() + span.frameNumberOffset);
        }
        return length;
    }
}
