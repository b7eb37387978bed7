package io.plenum.bridge.rewrite;

import org.jspecify.annotations.Nullable;

/**
 * Gives a slot unbroken picture identifiers and TL0PICIDX (RFC 7741 section 4.2, RFC 9628 section
 * 4.2) while it shows one stream; the next stream's rewriter begins where this one ended. A decoder
 * that sees them jump backwards discards frames, and libwebrtc holds VP8 frames back behind an
 * identifier that never comes.
 *
 * <p>Not thread safe.
 */
public final class PictureIdRewriter {
    private static final int LONG_BITS = 15;
    private static final int SHORT_BITS = 7;

    private final int bits;
    private final int tl0PicIdxOffset;
    private final NumberRewriter pictures;
    private long newest;
    private int lastTl0PicIdx;
    private boolean shifted;

    /**
     * Begins with the first picture that passes of a stream.
     *
     * @param pictureId its identifier
     * @param isLong whether it has 15 bits, not 7
     * @param tl0PicIdx its TL0PICIDX, or -1 if there is none
     * @param before rewriter of the stream that the slot showed before, or null: then the first
     *     stream keeps its numbers, so that most slots need no rewriting at all
     */
    public PictureIdRewriter(
            int pictureId, boolean isLong, int tl0PicIdx, @Nullable PictureIdRewriter before) {
        bits = isLong ? LONG_BITS : SHORT_BITS;
        newest = pictureId;
        long out = before == null ? pictureId : before.pictures.next();
        pictures = new NumberRewriter(pictureId, out);
        tl0PicIdxOffset = before == null ? 0 : before.lastTl0PicIdx + 1 - tl0PicIdx;
        lastTl0PicIdx = (tl0PicIdx + tl0PicIdxOffset) & 0xFF;
        shifted = out != pictureId || (tl0PicIdxOffset & 0xFF) != 0;
    }

    /** Whether the slot's numbers differ from the stream's. */
    public boolean rewrites() {
        return shifted;
    }

    /**
     * The slot's identifier of a picture that passes, at most as wide as the stream's, or -1 if it
     * has none.
     */
    public int pictureId(int source) {
        long out = pictures.rewrite(unwrap(source));
        return out == NumberRewriter.NONE ? -1 : (int) out & mask();
    }

    /** The slot's TL0PICIDX, 0 to 255. */
    public int tl0PicIdx(int source) {
        int out = (source + tl0PicIdxOffset) & 0xFF;
        if (((out - lastTl0PicIdx) & 0xFF) < 0x80) {
            lastTl0PicIdx = out;
        }
        return out;
    }

    /** A whole picture is left out; called again for the same picture it does nothing. */
    public void leaveOut(int source) {
        long picture = unwrap(source);
        if (pictures.isNew(picture)) {
            pictures.leaveOut(picture);
            shifted = true;
        }
    }

    private long unwrap(int source) {
        int ahead = (source - (int) newest) & mask();
        if (ahead >= 1 << (bits - 1)) {
            return newest + ahead - (1 << bits);
        }
        newest += ahead;
        return newest;
    }

    private int mask() {
        return (1 << bits) - 1;
    }
}
