package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.rtp.Verdict;

/**
 * Reads the AV1 aggregation header and walks the OBU elements behind it (RTP payload format for AV1
 * 1.0, sections 4.3 and 4.4).
 */
public final class Av1Payload {
    private static final int OBU_SEQUENCE_HEADER = 1;
    private static final int MAX_LEB128_BYTES = 8;

    private int flags;
    private boolean sequenceHeader;
    private int temporalId;
    private int spatialId;
    private boolean layersKnown;
    private int cursor;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TRUNCATED} when an element runs past the end or a
     *     length is cut; {@link Verdict#ILLEGAL_VALUE} when a fragment claims to begin a coded
     *     video sequence or a length has more than eight bytes
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        clear();
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        if (length < 2) {
            return Verdict.TRUNCATED;
        }
        flags = buffer[offset] & 0xFF;
        Verdict verdict =
                startsNewSequence() && isContinuation()
                        ? Verdict.ILLEGAL_VALUE
                        : walk(buffer, offset + 1, offset + length);
        if (verdict != Verdict.OK) {
            clear();
        }
        return verdict;
    }

    private Verdict walk(byte[] buffer, int start, int end) {
        int elements = elementCount();
        cursor = start;
        for (int i = 0; cursor < end; i++) {
            boolean last = elements != 0 && i == elements - 1;
            long size = last ? end - cursor : readSize(buffer, end);
            if (size < 0) {
                return size == -1 ? Verdict.TRUNCATED : Verdict.ILLEGAL_VALUE;
            }
            if (size > end - cursor) {
                return Verdict.TRUNCATED;
            }
            if (size > 0 && (i > 0 || !isContinuation())) {
                obu(buffer, cursor, (int) size);
            }
            cursor += (int) size;
        }
        return Verdict.OK;
    }

    /** A leb128 length (AV1 section 4.10.5); -1 when it is cut, -2 when it is too long. */
    private long readSize(byte[] buffer, int end) {
        long value = 0;
        for (int i = 0; i < MAX_LEB128_BYTES; i++) {
            if (cursor >= end) {
                return -1;
            }
            int octet = buffer[cursor++];
            value |= (long) (octet & 0x7F) << (7 * i);
            if (octet >= 0) {
                return value;
            }
        }
        return -2;
    }

    /** The OBU header (AV1 sections 5.3.2 and 5.3.3). */
    private void obu(byte[] buffer, int offset, int length) {
        int header = buffer[offset];
        sequenceHeader |= (header >>> 3 & 0x0F) == OBU_SEQUENCE_HEADER;
        if ((header & 0x04) != 0 && length >= 2 && !layersKnown) {
            layersKnown = true;
            temporalId = buffer[offset + 1] >>> 5 & 7;
            spatialId = buffer[offset + 1] >>> 3 & 3;
        }
    }

    private void clear() {
        flags = 0;
        sequenceHeader = false;
        temporalId = 0;
        spatialId = 0;
        layersKnown = false;
    }

    /** The Z bit: the first element goes on with an OBU of the packet before. */
    public boolean isContinuation() {
        return (flags & 0x80) != 0;
    }

    /** The Y bit: the last element goes on in the next packet. */
    public boolean isContinued() {
        return (flags & 0x40) != 0;
    }

    /** The W field: OBU elements, 1 to 3; 0 when each has its length. */
    public int elementCount() {
        return flags >>> 4 & 3;
    }

    /** The N bit: the first packet of a coded video sequence. */
    public boolean startsNewSequence() {
        return (flags & 0x08) != 0;
    }

    /** Whether a key frame begins here: by the N bit, or by a sequence header that begins here. */
    public boolean isKeyFrame() {
        return startsNewSequence() || sequenceHeader;
    }

    /** Whether an OBU here tells its layers. */
    public boolean hasLayers() {
        return layersKnown;
    }

    /** Temporal layer of the first OBU that tells one, 0 to 7; 0 when none does. */
    public int temporalId() {
        return temporalId;
    }

    /** Spatial layer of the first OBU that tells one, 0 to 3; 0 when none does. */
    public int spatialId() {
        return spatialId;
    }
}
