package io.plenum.bridge.forward;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rewrite.NumberRewriter;
import io.plenum.bridge.rewrite.PictureIdRewriter;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a slot during which it carries one stream, and how that stream's numbers become the
 * slot's. Together with the stream's own history it is all that a retransmission needs, so a slot
 * has no history of its own.
 */
final class SourceSpan {
    final Publication publication;
    final ReceiveStream stream;
    final NumberRewriter sequences;

    /** The slot's first sequence number in this span. */
    final long firstSequence;

    /** What is added to the stream's timestamps. */
    final int timestampOffset;

    /** What is added to the stream's frame numbers (dependency descriptor). */
    final int frameNumberOffset;

    /** Null if the codec has no picture identifiers. */
    final @Nullable PictureIdRewriter pictures;

    private CodecParameters codec;
    private IdentifierMap identifiers;
    private boolean remapped;
    private @Nullable SourceSpan earlier;

    /**
     * @param earlier the span before, whose packets may still be asked for, or null
     */
    SourceSpan(
            Publication publication,
            ReceiveStream stream,
            CodecParameters codec,
            NumberRewriter sequences,
            int timestampOffset,
            int frameNumberOffset,
            @Nullable PictureIdRewriter pictures,
            IdentifierMap identifiers,
            @Nullable SourceSpan earlier) {
        this.publication = publication;
        this.stream = stream;
        this.codec = codec;
        this.sequences = sequences;
        this.firstSequence = sequences.next();
        this.timestampOffset = timestampOffset;
        this.frameNumberOffset = frameNumberOffset;
        this.pictures = pictures;
        this.identifiers = identifiers;
        this.earlier = earlier;
    }

    /** The one of this span and those before it that gave a number, or null if it is too old. */
    @Nullable SourceSpan at(long sequence) {
        SourceSpan span = this;
        while (span != null && sequence < span.firstSequence) {
            span = span.earlier;
        }
        return span;
    }

    /** Keeps only so many of the spans before this one. */
    void forgetEarlier(int kept) {
        SourceSpan last = this;
        for (int i = 0; i < kept && last.earlier != null; i++) {
            last = last.earlier;
        }
        last.earlier = null;
    }

    /** Whether a packet has the span's codec; after a renegotiation under another payload type. */
    @SuppressWarnings("ReferenceEquality") // only spares the comparison
    boolean carries(CodecParameters ofPacket) {
        if (codec == ofPacket) {
            return true;
        }
        if (codec.sameCodec(ofPacket)) {
            codec = ofPacket;
            return true;
        }
        return false;
    }

    /** The identifiers its packets are sent with. */
    IdentifierMap identifiers() {
        return identifiers;
    }

    /** The viewer or the publisher has negotiated anew. */
    void remap(IdentifierMap now) {
        identifiers = now;
        remapped = true;
    }

    /** Whether a packet written again would have other bytes than at first. */
    boolean remapped() {
        return remapped;
    }
}
