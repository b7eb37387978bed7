package io.plenum.bridge.receive;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
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

    /** The dependency descriptor, if {@link #hasDescriptor}. */
    public final DependencyDescriptor descriptor = new DependencyDescriptor();

    private byte[] buffer = new byte[0];
    private int payloadOffset;
    private int payloadLength;
    private long sequence;
    private long arrivalNanos;
    private @Nullable CodecParameters codec;
    private PayloadFormat format = PayloadFormat.OTHER;
    private @Nullable ReceiveStream stream;
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
        boolean isVp8 = format == PayloadFormat.VP8 && payloadLength > 0;
        if (isVp8 && vp8.wrap(buffer, payloadOffset, payloadLength) != Verdict.OK) {
            return false;
        }
        keyFrameStart = isVp8 && vp8.isKeyFrame();
        return true;
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

    /** Whether {@link #descriptor} describes it. */
    public boolean hasDescriptor() {
        return false;
    }

    /** Where the dependency descriptor begins in {@link #buffer}. */
    public int descriptorOffset() {
        return 0;
    }

    /** Bytes of the dependency descriptor. */
    public int descriptorLength() {
        return 0;
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
