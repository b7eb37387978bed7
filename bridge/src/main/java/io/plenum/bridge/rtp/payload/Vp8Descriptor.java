package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/** Reads the VP8 payload descriptor and header (RFC 7741 sections 4.2 and 4.3). */
public final class Vp8Descriptor {
    private static final int KEY_FRAME_HEADER_BYTES = 10;
    private static final int START_CODE = 0x9D012A;

    private int first;
    private int present;
    private int descriptorLength;
    private int pictureIdIndex;
    private int pictureId;
    private boolean longPictureId;
    private int tl0PicIdxIndex;
    private int tl0PicIdx;
    private int layerByte;
    private boolean keyFrame;
    private int width;
    private int height;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TOO_SHORT} for no payload; {@link
     *     Verdict#TRUNCATED} when the descriptor leaves no byte of the frame
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        clear();
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        int flags = buffer[offset] & 0xFF;
        int optional = 0;
        int at = 1;
        if ((flags & 0x80) != 0) {
            if (length < 2) {
                return Verdict.TRUNCATED;
            }
            optional = buffer[offset + 1] & 0xF0;
            at = 2;
        }
        if (length <= at + optionalBytes(buffer, offset + at, length - at, optional)) {
            return Verdict.TRUNCATED;
        }
        first = flags;
        present = optional;
        if ((optional & 0x80) != 0) {
            pictureIdIndex = at;
            longPictureId = buffer[offset + at] < 0;
            pictureId =
                    longPictureId
                            ? BigEndian.getUnsignedShort(buffer, offset + at) & 0x7FFF
                            : buffer[offset + at];
            at += longPictureId ? 2 : 1;
        }
        if ((optional & 0x40) != 0) {
            tl0PicIdxIndex = at;
            tl0PicIdx = buffer[offset + at] & 0xFF;
            at++;
        }
        if ((optional & 0x30) != 0) {
            layerByte = buffer[offset + at] & 0xFF;
            at++;
        }
        descriptorLength = at;
        if (isStartOfFrame()) {
            readFrameHeader(buffer, offset + at, length - at);
        }
        return Verdict.OK;
    }

    private static int optionalBytes(byte[] buffer, int offset, int length, int optional) {
        int bytes = 0;
        if ((optional & 0x80) != 0) {
            bytes += length > 0 && buffer[offset] < 0 ? 2 : 1;
        }
        bytes += (optional & 0x40) != 0 ? 1 : 0;
        bytes += (optional & 0x30) != 0 ? 1 : 0;
        return bytes;
    }

    /** The frame tag and, in a key frame, its size (RFC 6386 section 9.1). */
    private void readFrameHeader(byte[] buffer, int offset, int length) {
        keyFrame = (buffer[offset] & 1) == 0;
        if (keyFrame
                && length >= KEY_FRAME_HEADER_BYTES
                && BigEndian.getUnsignedMedium(buffer, offset + 3) == START_CODE) {
            width = (buffer[offset + 6] & 0xFF) | (buffer[offset + 7] & 0x3F) << 8;
            height = (buffer[offset + 8] & 0xFF) | (buffer[offset + 9] & 0x3F) << 8;
        }
    }

    private void clear() {
        first = 0;
        present = 0;
        descriptorLength = 0;
        pictureIdIndex = 0;
        pictureId = -1;
        longPictureId = false;
        tl0PicIdxIndex = 0;
        tl0PicIdx = -1;
        layerByte = 0;
        keyFrame = false;
        width = 0;
        height = 0;
    }

    /** Bytes of the descriptor; the frame's bytes follow. */
    public int descriptorLength() {
        return descriptorLength;
    }

    /** The S bit: a partition begins here. */
    public boolean isStartOfPartition() {
        return (first & 0x10) != 0;
    }

    /** Partition index (PID), 0 to 7. */
    public int partitionIndex() {
        return first & 0x07;
    }

    /** Whether the first byte of a frame is here: the start of partition 0. */
    public boolean isStartOfFrame() {
        return (first & 0x17) == 0x10;
    }

    /** The N bit: no other frame refers to this one. */
    public boolean isNonReference() {
        return (first & 0x20) != 0;
    }

    /** Whether a key frame begins here. */
    public boolean isKeyFrame() {
        return keyFrame;
    }

    /** Width of a key frame that begins here, in pixels; 0 when it is not told. */
    public int width() {
        return width;
    }

    /** Height of a key frame that begins here, in pixels; 0 when it is not told. */
    public int height() {
        return height;
    }

    /** Whether there is a picture id. */
    public boolean hasPictureId() {
        return (present & 0x80) != 0;
    }

    /** Picture id, 0 to 127 or 0 to 32767; -1 without one. */
    public int pictureId() {
        return pictureId;
    }

    /** Whether the picture id has 15 bits. */
    public boolean hasLongPictureId() {
        return longPictureId;
    }

    /** Whether there is a TL0PICIDX. */
    public boolean hasTl0PicIdx() {
        return (present & 0x40) != 0;
    }

    /** Running index of temporal base layer frames, 0 to 255; -1 without one. */
    public int tl0PicIdx() {
        return tl0PicIdx;
    }

    /** Whether there is a temporal layer index. */
    public boolean hasTemporalId() {
        return (present & 0x20) != 0;
    }

    /** Temporal layer index (TID), 0 to 3; 0 without one. */
    public int temporalId() {
        return hasTemporalId() ? layerByte >>> 6 : 0;
    }

    /**
     * The Y bit: this frame needs base layer frames alone, so a receiver may switch up to its layer
     * here.
     */
    public boolean isLayerSync() {
        return hasTemporalId() && (layerByte & 0x20) != 0;
    }

    /** Temporal key frame index (KEYIDX), 0 to 31; -1 without one. */
    public int keyIndex() {
        return (present & 0x10) != 0 ? layerByte & 0x1F : -1;
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
