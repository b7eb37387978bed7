package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/** Reads the VP9 payload descriptor, flexible and non-flexible mode (RFC 9628 section 4.2). */
public final class Vp9Descriptor {
    /** Spatial layers a scalability structure can describe. */
    public static final int MAX_SPATIAL_LAYERS = 8;

    private static final int MAX_REFERENCES = 3;

    private final int[] widths = new int[MAX_SPATIAL_LAYERS];
    private final int[] heights = new int[MAX_SPATIAL_LAYERS];
    private final int[] pictureDifferences = new int[MAX_REFERENCES];
    private int flags;
    private int descriptorLength;
    private int pictureIdIndex;
    private int pictureId;
    private boolean longPictureId;
    private int tl0PicIdxIndex;
    private int tl0PicIdx;
    private int layerByte;
    private int references;
    private int spatialLayers;
    private boolean sizesPresent;
    private int pictureGroupSize;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TOO_SHORT} for no payload; {@link
     *     Verdict#TRUNCATED} when the descriptor leaves no byte of the frame; {@link
     *     Verdict#ILLEGAL_VALUE} for more than three references
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        clear();
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        int end = offset + length;
        int at = offset + 1;
        flags = buffer[offset] & 0xFF;
        Verdict verdict = read(buffer, offset, at, end);
        if (verdict != Verdict.OK) {
            clear();
        }
        return verdict;
    }

    private Verdict read(byte[] buffer, int offset, int start, int end) {
        int at = start;
        if (hasPictureId()) {
            if (end - at < 2) {
                return Verdict.TRUNCATED;
            }
            pictureIdIndex = at - offset;
            longPictureId = buffer[at] < 0;
            pictureId =
                    longPictureId ? BigEndian.getUnsignedShort(buffer, at) & 0x7FFF : buffer[at];
            at += longPictureId ? 2 : 1;
        }
        if (hasLayerIndices()) {
            if (end - at < 2) {
                return Verdict.TRUNCATED;
            }
            layerByte = buffer[at++] & 0xFF;
            if (!isFlexible()) {
                tl0PicIdxIndex = at - offset;
                tl0PicIdx = buffer[at++] & 0xFF;
            }
        }
        if (isFlexible() && isInterPicturePredicted()) {
            boolean more = true;
            while (more) {
                if (at >= end) {
                    return Verdict.TRUNCATED;
                }
                if (references == MAX_REFERENCES) {
                    return Verdict.ILLEGAL_VALUE;
                }
                int reference = buffer[at++] & 0xFF;
                pictureDifferences[references++] = reference >>> 1;
                more = (reference & 1) != 0;
            }
        }
        if (hasScalabilityStructure()) {
            at = readScalabilityStructure(buffer, at, end);
        }
        if (at >= end) {
            return Verdict.TRUNCATED;
        }
        descriptorLength = at - offset;
        return Verdict.OK;
    }

    /** Gives where the structure ends, or {@code end} when it runs past. */
    private int readScalabilityStructure(byte[] buffer, int start, int end) {
        int at = start;
        if (at >= end) {
            return end;
        }
        int header = buffer[at++] & 0xFF;
        spatialLayers = (header >>> 5) + 1;
        sizesPresent = (header & 0x10) != 0;
        if (sizesPresent) {
            if (end - at < 4 * spatialLayers) {
                return end;
            }
            for (int i = 0; i < spatialLayers; i++) {
                widths[i] = BigEndian.getUnsignedShort(buffer, at);
                heights[i] = BigEndian.getUnsignedShort(buffer, at + 2);
                at += 4;
            }
        }
        if ((header & 0x08) != 0) {
            if (at >= end) {
                return end;
            }
            pictureGroupSize = buffer[at++] & 0xFF;
            for (int i = 0; i < pictureGroupSize; i++) {
                if (at >= end) {
                    return end;
                }
                at += 1 + (buffer[at] >>> 2 & 3);
            }
        }
        return at;
    }

    private void clear() {
        flags = 0;
        descriptorLength = 0;
        pictureIdIndex = 0;
        pictureId = -1;
        longPictureId = false;
        tl0PicIdxIndex = 0;
        tl0PicIdx = -1;
        layerByte = 0;
        references = 0;
        spatialLayers = 0;
        sizesPresent = false;
        pictureGroupSize = 0;
    }

    /** Bytes of the descriptor; the frame's bytes follow. */
    public int descriptorLength() {
        return descriptorLength;
    }

    /** The I bit. */
    public boolean hasPictureId() {
        return (flags & 0x80) != 0;
    }

    /** Picture id, 0 to 127 or 0 to 32767; -1 without one. */
    public int pictureId() {
        return pictureId;
    }

    /** Whether the picture id has 15 bits. */
    public boolean hasLongPictureId() {
        return longPictureId;
    }

    /** The P bit: the frame refers to earlier pictures. */
    public boolean isInterPicturePredicted() {
        return (flags & 0x40) != 0;
    }

    /** The L bit. */
    public boolean hasLayerIndices() {
        return (flags & 0x20) != 0;
    }

    /** The F bit: references are told frame by frame. */
    public boolean isFlexible() {
        return (flags & 0x10) != 0;
    }

    /** The B bit: a layer frame begins here. */
    public boolean isBeginningOfFrame() {
        return (flags & 0x08) != 0;
    }

    /** The E bit: a layer frame ends here. */
    public boolean isEndOfFrame() {
        return (flags & 0x04) != 0;
    }

    /** The V bit. */
    public boolean hasScalabilityStructure() {
        return (flags & 0x02) != 0;
    }

    /** The Z bit: no higher spatial layer refers to this frame. */
    public boolean isNotReferenceForUpperLayers() {
        return (flags & 0x01) != 0;
    }

    /**
     * Whether a key frame begins here: the base spatial layer's frame, referring to no earlier
     * picture. Higher spatial layers of the same picture follow it and may refer to it.
     */
    public boolean isKeyFrame() {
        return isBeginningOfFrame() && !isInterPicturePredicted() && spatialId() == 0;
    }

    /** Temporal layer (TID), 0 to 7. */
    public int temporalId() {
        return layerByte >>> 5;
    }

    /** The U bit: from here on a receiver may switch up to higher temporal layers. */
    public boolean isSwitchingUpPoint() {
        return (layerByte & 0x10) != 0;
    }

    /** Spatial layer (SID), 0 to 7. */
    public int spatialId() {
        return layerByte >>> 1 & 7;
    }

    /** The D bit: the frame refers to the next lower spatial layer of its picture. */
    public boolean isInterLayerPredicted() {
        return (layerByte & 0x01) != 0;
    }

    /** Running index of temporal base layer pictures, 0 to 255; -1 in flexible mode. */
    public int tl0PicIdx() {
        return tl0PicIdx;
    }

    /** Earlier pictures the frame refers to in flexible mode, 0 to 3. */
    public int referenceCount() {
        return references;
    }

    /**
     * How many pictures back a reference lies (P_DIFF), 0 to 127.
     *
     * @param index 0 to {@link #referenceCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int pictureDifference(int index) {
        return pictureDifferences[Objects.checkIndex(index, references)];
    }

    /** Spatial layers in the scalability structure, 1 to 8; 0 without one. */
    public int spatialLayerCount() {
        return spatialLayers;
    }

    /**
     * Width of a spatial layer in pixels; 0 when the structure tells no sizes.
     *
     * @param spatialId 0 to {@link #spatialLayerCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code spatialId}
     */
    public int width(int spatialId) {
        int width = widths[Objects.checkIndex(spatialId, spatialLayers)];
        return sizesPresent ? width : 0;
    }

    /**
     * Height of a spatial layer in pixels; 0 when the structure tells no sizes.
     *
     * @param spatialId 0 to {@link #spatialLayerCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code spatialId}
     */
    public int height(int spatialId) {
        int height = heights[Objects.checkIndex(spatialId, spatialLayers)];
        return sizesPresent ? height : 0;
    }

    /** Pictures in the scalability structure's picture group (N_G), 0 to 255. */
    public int pictureGroupSize() {
        return pictureGroupSize;
    }

    /**
     * Writes other ids into the descriptor or into a copy of it. The picture id keeps its width;
     * fields the descriptor does not have are not written.
     *
     * @param target array that holds the descriptor's bytes, at least {@link #descriptorLength()}
     * @param targetOffset where they begin
     * @param newPictureId low 7 or 15 bits are written
     * @param newTl0PicIdx low 8 bits are written
     */
    public void rewrite(byte[] target, int targetOffset, int newPictureId, int newTl0PicIdx) {
        if (pictureIdIndex != 0) {
            PictureIds.put(target, targetOffset + pictureIdIndex, longPictureId, newPictureId);
        }
        if (tl0PicIdxIndex != 0) {
            BigEndian.putByte(target, targetOffset + tl0PicIdxIndex, newTl0PicIdx);
        }
    }
}
