package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/**
 * Finds out which NAL units an H.265 payload holds: a single one, an aggregation packet or a
 * fragmentation unit, without decoding order numbers (RFC 7798 sections 4.4.1 to 4.4.3), and its
 * temporal layer.
 */
public final class H265Payload {
    private static final int HEADER_BYTES = 2;
    private static final int TSA_N = 2;
    private static final int STSA_R = 5;
    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 23;
    private static final int VPS = 32;
    private static final int SPS = 33;
    private static final int PPS = 34;
    private static final int AGGREGATION = 48;
    private static final int FRAGMENTATION = 49;

    private boolean videoParameterSet;
    private boolean parameterSet;
    private int switching;
    private boolean irapPicture;
    private int temporalId;
    private int nalUnits;
    private boolean continued;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TRUNCATED} when an aggregate or fragment is cut;
     *     {@link Verdict#ILLEGAL_VALUE} for PACI packets, reserved types and a temporal id of zero
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        clear();
        if (length < HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        int type = buffer[offset] >>> 1 & 0x3F;
        int temporalIdPlusOne = buffer[offset + 1] & 0x07;
        if (temporalIdPlusOne == 0 || type > FRAGMENTATION) {
            return Verdict.ILLEGAL_VALUE;
        }
        Verdict verdict = Verdict.OK;
        if (type == AGGREGATION) {
            verdict = wrapAggregate(buffer, offset + HEADER_BYTES, offset + length);
        } else if (type == FRAGMENTATION) {
            verdict = wrapFragment(buffer, offset + HEADER_BYTES, length - HEADER_BYTES);
        } else {
            nalUnit(type);
        }
        if (verdict == Verdict.OK) {
            temporalId = temporalIdPlusOne - 1;
        } else {
            clear();
        }
        return verdict;
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
                return Verdict.TRUNCATED;
            }
            if (size < HEADER_BYTES) {
                return Verdict.ILLEGAL_VALUE;
            }
            nalUnit(buffer[at] >>> 1 & 0x3F);
            at += size;
        }
        return Verdict.OK;
    }

    private Verdict wrapFragment(byte[] buffer, int offset, int length) {
        if (length < 2) {
            return Verdict.TRUNCATED;
        }
        int header = buffer[offset] & 0xFF;
        if ((header & 0x80) != 0) {
            nalUnit(header & 0x3F);
        } else {
            continued = true;
        }
        return Verdict.OK;
    }

    private void nalUnit(int type) {
        nalUnits++;
        switching |= type >= TSA_N && type <= STSA_R ? 1 << ((type - TSA_N) >>> 1) : 0;
        videoParameterSet |= type == VPS;
        parameterSet |= type == VPS || type == SPS || type == PPS;
        irapPicture |= type >= FIRST_IRAP && type <= LAST_IRAP;
    }

    private void clear() {
        videoParameterSet = false;
        parameterSet = false;
        switching = 0;
        irapPicture = false;
        temporalId = 0;
        nalUnits = 0;
        continued = false;
    }

    /**
     * Whether a key frame begins here: a parameter set, which goes ahead of it, or the first bytes
     * of an intra random access point picture.
     */
    public boolean isKeyFrame() {
        return parameterSet || irapPicture;
    }

    /** Whether a video, sequence or picture parameter set is here. */
    public boolean hasParameterSet() {
        return parameterSet;
    }

    /** Whether a video parameter set is here, the first of a key frame's. */
    public boolean hasVideoParameterSet() {
        return videoParameterSet;
    }

    /**
     * Whether a temporal sub-layer access picture (TSA) begins here: from it on, its and all higher
     * temporal layers can be decoded (H.265 section 7.4.2.2).
     */
    public boolean isTemporalAccess() {
        return (switching & 1) != 0;
    }

    /**
     * Whether a step-wise temporal sub-layer access picture (STSA) begins here: from it on, its
     * temporal layer can be decoded.
     */
    public boolean isStepwiseTemporalAccess() {
        return (switching & 2) != 0;
    }

    /** Whether a slice of an intra random access point picture (BLA, IDR, CRA) begins here. */
    public boolean hasIrapPicture() {
        return irapPicture;
    }

    /** Temporal layer (TID - 1), 0 to 6. */
    public int temporalId() {
        return temporalId;
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
