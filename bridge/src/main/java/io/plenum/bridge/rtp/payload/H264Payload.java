package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/**
 * Finds out which NAL units an H.264 payload holds: a single one, an aggregate (STAP-A) or a
 * fragment (FU-A), the forms of packetization-mode 0 and 1 (RFC 6184 sections 5.6 to 5.8).
 */
public final class H264Payload {
    private static final int IDR_SLICE = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private boolean sequenceParameterSet;
    private boolean pictureParameterSet;
    private boolean idrSlice;
    private int nalUnits;
    private boolean continued;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TRUNCATED} when an aggregate or fragment is cut;
     *     {@link Verdict#ILLEGAL_VALUE} for the forms of packetization-mode 2 and reserved types
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        clear();
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        int type = buffer[offset] & 0x1F;
        if (type == STAP_A) {
            return wrapAggregate(buffer, offset + 1, offset + length);
        }
        if (type == FU_A) {
            return wrapFragment(buffer, offset, length);
        }
        if (type < 1 || type > LAST_SINGLE) {
            return Verdict.ILLEGAL_VALUE;
        }
        nalUnit(type);
        return Verdict.OK;
    }

    private Verdict wrapAggregate(byte[] buffer, int start, int end) {
        int at = start;
        if (at >= end) {
            return Verdict.TRUNCATED;
        }
        while (at < end) {
            int size = end - at < 2 ? -1 : BigEndian.getUnsignedShort(buffer, at);
            at += 2;
            if (size < 0 || size > end - at) {
                clear();
                return Verdict.TRUNCATED;
            }
            if (size == 0) {
                clear();
                return Verdict.ILLEGAL_VALUE;
            }
            nalUnit(buffer[at] & 0x1F);
            at += size;
        }
        return Verdict.OK;
    }

    private Verdict wrapFragment(byte[] buffer, int offset, int length) {
        if (length < 3) {
            return Verdict.TRUNCATED;
        }
        int header = buffer[offset + 1] & 0xFF;
        if ((header & 0x80) != 0) {
            nalUnit(header & 0x1F);
        } else {
            continued = true;
        }
        return Verdict.OK;
    }

    private void nalUnit(int type) {
        nalUnits++;
        sequenceParameterSet |= type == SPS;
        pictureParameterSet |= type == PPS;
        idrSlice |= type == IDR_SLICE;
    }

    private void clear() {
        sequenceParameterSet = false;
        pictureParameterSet = false;
        idrSlice = false;
        nalUnits = 0;
        continued = false;
    }

    /**
     * Whether a key frame begins here: a sequence parameter set or the first bytes of an IDR slice.
     * Where parameter sets go ahead in packets of their own, those are the first packet to forward.
     */
    public boolean isKeyFrame() {
        return sequenceParameterSet || idrSlice;
    }

    /** Whether a sequence parameter set is here. */
    public boolean hasSequenceParameterSet() {
        return sequenceParameterSet;
    }

    /** Whether a picture parameter set is here. */
    public boolean hasPictureParameterSet() {
        return pictureParameterSet;
    }

    /** Whether a slice of an IDR picture begins here. */
    public boolean hasIdrSlice() {
        return idrSlice;
    }

    /** NAL units that begin here; 0 for a fragment in the middle. */
    public int nalUnitCount() {
        return nalUnits;
    }

    /** Whether this goes on with a NAL unit of an earlier packet. */
    public boolean isContinuation() {
        return continued;
    }
}
