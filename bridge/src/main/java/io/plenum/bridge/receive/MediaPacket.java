package io.plenum.bridge.receive;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.Av1Payload;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.rtp.payload.H264Payload;
import io.plenum.bridge.rtp.payload.H265Payload;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import io.plenum.bridge.rtp.payload.Vp9Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * One decrypted packet in its stream's ring, parsed once: a flyweight that the whole way to the
 * viewers shares. Valid until the next packet is wrapped; the bytes behind it are never written.
 */
public final class MediaPacket {
    /** The header as the publisher wrote it. */
    public final RtpHeader header = new RtpHeader();

    /** The header's extensions. */
    public final HeaderExtensions extensions = new HeaderExtensions();

    /** The payload descriptor of VP8. */
    public final Vp8Descriptor vp8 = new Vp8Descriptor();

    /** The payload descriptor of VP9. */
    public final Vp9Descriptor vp9 = new Vp9Descriptor();

    /** What an H.264 payload holds. */
    public final H264Payload h264 = new H264Payload();

    /** What an H.265 payload holds. */
    public final H265Payload h265 = new H265Payload();

    /** What an AV1 payload holds. */
    public final Av1Payload av1 = new Av1Payload();

    /**
     * The dependency descriptor, if {@link #hasDescriptor}; more than its mandatory fields only if
     * {@link #describesLayers}.
     */
    public final DependencyDescriptor descriptor = new DependencyDescriptor();

    private byte[] buffer = new byte[0];
    private int payloadOffset;
    private int payloadLength;
    private long sequence;
    private long arrivalNanos;
    private @Nullable CodecParameters codec;
    private PayloadFormat format = PayloadFormat.OTHER;
    private @Nullable ReceiveStream stream;
    private Verdict descriptorVerdict = Verdict.TOO_SHORT;
    private int descriptorOffset;
    private int descriptorLength;
    private boolean followsOtherFrame;
    private boolean keyFrameStart;

    /**
     * Points at a packet in a stream's ring.
     *
     * @param fresh whether it has just arrived; if not, it is read again from the history
     * @return whether it is what its codec says it is; if not, nothing else may be called
     */
    public boolean wrap(
            ReceiveStream from,
            long extendedSequence,
            CodecParameters codecOfPacket,
            long nanos,
            boolean fresh) {
        PacketRing ring = from.ring();
        stream = from;
        buffer = ring.slab();
        sequence = extendedSequence;
        arrivalNanos = nanos;
        takeCodec(codecOfPacket);
        payloadOffset = ring.payloadOffset(extendedSequence);
        payloadLength = ring.payloadLength(extendedSequence);
        // Header and payload do not touch in the ring, so the header stands for itself here.
        Verdict headerVerdict =
                header.wrapEncrypted(
                        buffer,
                        ring.headerOffset(extendedSequence),
                        ring.headerLength(extendedSequence));
        if (headerVerdict != Verdict.OK || extensions.wrap(header) != Verdict.OK) {
            return false;
        }
        followsOtherFrame = followsOtherFrame(ring);
        wrapDescriptor(from, fresh);
        keyFrameStart = false;
        if (payloadLength == 0 || format == PayloadFormat.OTHER) {
            return true;
        }
        if (wrapPayload() != Verdict.OK) {
            return false;
        }
        keyFrameStart = describesLayers() ? describedKeyFrameStart() : payloadKeyFrameStart();
        return true;
    }

    private Verdict wrapPayload() {
        return switch (format) {
            case VP8 -> vp8.wrap(buffer, payloadOffset, payloadLength);
            case VP9 -> vp9.wrap(buffer, payloadOffset, payloadLength);
            case H264 -> h264.wrap(buffer, payloadOffset, payloadLength);
            case H265 -> h265.wrap(buffer, payloadOffset, payloadLength);
            case AV1 -> av1.wrap(buffer, payloadOffset, payloadLength);
            case OTHER -> Verdict.OK;
        };
    }

    /** A descriptor that cannot be read is none: the payload's own one stands in for it. */
    private void wrapDescriptor(ReceiveStream from, boolean fresh) {
        descriptorVerdict = Verdict.TOO_SHORT;
        int identifier = from.descriptorId();
        if (identifier == 0 || !extensions.find(identifier)) {
            return;
        }
        descriptorOffset = extensions.elementOffset();
        descriptorLength = extensions.elementLength();
        descriptorVerdict =
                descriptor.wrap(buffer, descriptorOffset, descriptorLength, from.structure());
        if (fresh && descriptorVerdict == Verdict.OK && descriptor.hasStructure()) {
            from.onStructure(sequence, descriptor.structure());
        }
    }

    private boolean describedKeyFrameStart() {
        return descriptor.isStartOfFrame()
                && descriptor.hasStructure()
                && descriptor.frameDependencyCount() == 0;
    }

    private boolean payloadKeyFrameStart() {
        return switch (format) {
            case VP8 -> vp8.isKeyFrame();
            case VP9 -> vp9.isKeyFrame();
            // Behind lost packets a slice may stand without the parameter sets it needs.
            case H264 ->
                    h264.hasSequenceParameterSet() || (h264.hasIdrSlice() && followsOtherFrame);
            case H265 -> h265.hasVideoParameterSet() || (h265.isKeyFrame() && followsOtherFrame);
            case AV1 -> av1.isKeyFrame();
            case OTHER -> false;
        };
    }

    /** Whether the packet before is here and its timestamp is another one. */
    private boolean followsOtherFrame(PacketRing ring) {
        return ring.contains(sequence - 1)
                && RtpHeader.timestamp(buffer, ring.headerOffset(sequence - 1))
                        != header.timestamp();
    }

    @SuppressWarnings("ReferenceEquality") // only spares the work: equal ones have the same format
    private void takeCodec(CodecParameters codecOfPacket) {
        if (codec != codecOfPacket) {
            codec = codecOfPacket;
            format = PayloadFormat.of(codecOfPacket);
        }
    }

    /** The stream it belongs to. */
    public ReceiveStream stream() {
        ReceiveStream known = stream;
        if (known == null) {
            throw new IllegalStateException("no packet is wrapped");
        }
        return known;
    }

    /** Which of its publication's encodings it belongs to. */
    public int encoding() {
        return stream().encoding();
    }

    /** What its payload is. */
    public PayloadFormat format() {
        return format;
    }

    /** Whether {@link #descriptor} tells at least which frame this is a part of. */
    public boolean hasDescriptor() {
        return descriptorVerdict == Verdict.OK || descriptorVerdict == Verdict.UNKNOWN_TEMPLATE;
    }

    /**
     * Whether {@link #descriptor} tells the frame's layers too; not if the stream's structure was
     * lost, or for what comes from the history.
     */
    public boolean describesLayers() {
        return descriptorVerdict == Verdict.OK;
    }

    /**
     * Where the dependency descriptor begins in {@link #buffer}; only if {@link #hasDescriptor}.
     */
    public int descriptorOffset() {
        return descriptorOffset;
    }

    /** Bytes of the dependency descriptor; only if {@link #hasDescriptor}. */
    public int descriptorLength() {
        return descriptorLength;
    }

    /**
     * Whether a frame, or one spatial layer of it, begins here. Where only the packet before tells
     * (H.264, H.265), this is false while that one is missing.
     */
    public boolean frameStart() {
        if (payloadLength == 0) {
            return false;
        }
        if (hasDescriptor()) {
            return descriptor.isStartOfFrame();
        }
        return switch (format) {
            case VP8 -> vp8.isStartOfFrame();
            case VP9 -> vp9.isBeginningOfFrame();
            case H264, H265, AV1 -> keyFrameStart || followsOtherFrame;
            case OTHER -> true;
        };
    }

    /** Whether a frame, or one spatial layer of it, ends here. */
    public boolean frameEnd() {
        if (hasDescriptor()) {
            return descriptor.isEndOfFrame();
        }
        return (format == PayloadFormat.VP9 && payloadLength > 0)
                ? vp9.isEndOfFrame()
                : header.marker();
    }

    /** Spatial layer within the encoding, 0 to 7; 0 where nothing tells. */
    public int spatialId() {
        if (payloadLength == 0) {
            return 0;
        }
        if (describesLayers()) {
            return descriptor.spatialId();
        }
        return switch (format) {
            case VP9 -> vp9.spatialId();
            case AV1 -> av1.spatialId();
            case VP8, H264, H265, OTHER -> 0;
        };
    }

    /** Temporal layer, 0 to 7; 0 where nothing tells. */
    public int temporalId() {
        if (payloadLength == 0) {
            return 0;
        }
        if (describesLayers()) {
            return descriptor.temporalId();
        }
        return switch (format) {
            case VP8 -> vp8.temporalId();
            case VP9 -> vp9.temporalId();
            case H265 -> h265.temporalId();
            case AV1 -> av1.temporalId();
            case H264, OTHER -> 0;
        };
    }

    /** The array that holds header and payload. Read only. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the payload begins in {@link #buffer}. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Payload bytes without padding; 0 for a packet of padding alone. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Padding that is to be sent behind the payload: see {@link PacketRing#pad}. */
    public int padding() {
        return stream().ring().padding(sequence);
    }

    /** Sequence number with its roll-overs. */
    public long sequence() {
        return sequence;
    }

    /** Monotonic time at which the datagram left the socket. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /** What the payload type stands for in the publisher's session. */
    public CodecParameters codec() {
        CodecParameters known = codec;
        if (known == null) {
            throw new IllegalStateException("no packet is wrapped");
        }
        return known;
    }

    /** Whether a decoder can begin here: first packet of a key frame. Always false for audio. */
    public boolean keyFrameStart() {
        return keyFrameStart;
    }
}
