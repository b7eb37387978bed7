package io.plenum.bridge.rewrite;

/**
 * Gives a slot unbroken VP8 picture identifiers (15 bits) and TL0PICIDX (8 bits) over changing
 * sources (RFC 7741 section 4.2). A decoder that sees them jump backwards discards frames.
 */
public final class PictureIdRewriter {
    private static final int PICTURE_ID_MASK = 0x7FFF;

    private boolean started;
    private int lastPictureId;
    private int lastTl0PicIdx;
    private int pictureIdOffset;
    private int tl0PicIdxOffset;

    /**
     * From here on pictures come from another source, beginning with these values.
     *
     * @param pictureId 0 to 32767
     * @param tl0PicIdx 0 to 255
     */
    public void switchSource(int pictureId, int tl0PicIdx) {
        if (started) {
            pictureIdOffset = lastPictureId + 1 - pictureId;
            tl0PicIdxOffset = lastTl0PicIdx + 1 - tl0PicIdx;
        } else {
            // The first source keeps its numbers, so that most slots need no rewriting at all.
            started = true;
            lastPictureId = pictureId;
            lastTl0PicIdx = tl0PicIdx;
        }
    }

    /** Whether the slot's numbers differ from the source's. */
    public boolean rewrites() {
        return (pictureIdOffset & PICTURE_ID_MASK) != 0 || (tl0PicIdxOffset & 0xFF) != 0;
    }

    /** The slot's picture identifier, 0 to 32767. */
    public int pictureId(int source) {
        int out = (source + pictureIdOffset) & PICTURE_ID_MASK;
        if (((out - lastPictureId) & PICTURE_ID_MASK) < 0x4000) {
            lastPictureId = out;
        }
        return out;
    }

    /** The slot's TL0PICIDX, 0 to 255. */
    public int tl0PicIdx(int source) {
        int out = (source + tl0PicIdxOffset) & 0xFF;
        if (((out - lastTl0PicIdx) & 0xFF) < 0x80) {
            lastTl0PicIdx = out;
        }
        return out;
    }
}
