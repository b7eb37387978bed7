package io.plenum.bridge.forward;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import io.plenum.bridge.rewrite.PictureIdRewriter;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.Rtx;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.send.TransportOutput;

/**
 * Writes a publisher's packets as a slot's: header, identifiers and picture numbers are the slot's,
 * the payload is encrypted from where it lies unless its descriptor changes. Writing the same
 * packet twice gives the same bytes, which is what makes a retransmission under the old packet
 * index safe (RFC 7714 section 8.4).
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
final class SlotWriter {
    private static final int PADDING_BIT = 0x20;

    private final TransportOutput output;
    private final ForwardingContext context;
    private SlotParameters parameters;
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
    }

    void update(SlotParameters negotiated) {
        parameters = negotiated;
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
        int payloadType = preparePayload(packet, span, 0);
        if (payloadType < 0) {
            return false;
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
        output.sendRtp(
                slot, headerLength, payload, payloadOffset, payloadLength + padding, sequence);
        return true;
    }

    /**
     * Sends a packet again as a retransmission (RFC 4588); only if {@link #hasRtx}.
     *
     * @return whether it could be written
     */
    boolean repeat(MediaPacket packet, SourceSpan span, long sequence, boolean marker) {
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
        output.sendRtp(slot, headerLength, scratch, 0, payloadLength + Rtx.OSN_BYTES, rtxSequence);
        return true;
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
        return ownMarker
                && !span.remapped()
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
