package io.plenum.bridge.layers;

import java.util.Arrays;

/**
 * What was decided about the last pictures of a stream, so that their late packets get the same
 * answer. A picture is known by its RTP timestamp.
 */
final class PictureDecisions {
    static final int UNKNOWN = 0;
    static final int PASSED = 1;
    static final int LEFT_OUT = 2;

    /** Pictures remembered: two seconds at 30 a second. */
    private static final int PICTURES = 64;

    private final int[] timestamps = new int[PICTURES];
    private final long[] sequences = new long[PICTURES];
    private final int[] pictureIds = new int[PICTURES];
    private final byte[] spatials = new byte[PICTURES];
    private final byte[] temporals = new byte[PICTURES];
    private final boolean[] passed = new boolean[PICTURES];
    private final boolean[] wholes = new boolean[PICTURES];
    private final boolean[] keys = new boolean[PICTURES];

    /** Two bits for each spatial layer. */
    private final short[] layers = new short[PICTURES];

    private int newest = -1;
    private int count;
    private long highestSequence;

    void clear() {
        Arrays.fill(pictureIds, -1);
        newest = -1;
        count = 0;
        highestSequence = Long.MIN_VALUE;
    }

    /** The picture's place, or -1 if nothing is known of it. */
    int find(int timestamp) {
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (PICTURES - 1);
            if (timestamps[at] == timestamp) {
                return at;
            }
        }
        return -1;
    }

    /** The place of the picture with an identifier, or -1. */
    int findId(int pictureId) {
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (PICTURES - 1);
            if (pictureIds[at] == pictureId) {
                return at;
            }
        }
        return -1;
    }

    /** The place of the last picture before a packet, or -1. */
    int before(long sequence) {
        int best = -1;
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (PICTURES - 1);
            if (sequences[at] < sequence && (best < 0 || sequences[at] > sequences[best])) {
                best = at;
            }
        }
        return best;
    }

    /** Whether a packet of a picture that is not known comes after all that are. */
    boolean isNew(long sequence) {
        return sequence > highestSequence;
    }

    /** What was decided about one spatial layer of the picture, or {@link #UNKNOWN}. */
    int layer(int at, int spatialId) {
        return layers[at] >>> (2 * spatialId) & 3;
    }

    void decideLayer(int at, int spatialId, boolean pass) {
        layers[at] |= (short) ((pass ? PASSED : LEFT_OUT) << (2 * spatialId));
    }

    /**
     * Whether a spatial layer was the highest that passes of a picture after a packet and before
     * the next key picture.
     */
    boolean wasHighestSince(int spatialId, long sequence) {
        if (sequence >= highestSequence) {
            return false;
        }
        long end = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (PICTURES - 1);
            if (keys[at] && sequences[at] > sequence) {
                end = Math.min(end, sequences[at]);
            }
        }
        for (int i = 0; i < count; i++) {
            int at = (newest - i) & (PICTURES - 1);
            long other = sequences[at];
            if (other > sequence && other < end && spatials[at] == spatialId) {
                return true;
            }
        }
        return false;
    }

    /** Whether the picture is the last that came. */
    boolean isNewest(int at) {
        return sequences[at] == highestSequence;
    }

    /** Remembers a picture and gives its place. */
    int add(
            int timestamp,
            long sequence,
            int pictureId,
            boolean pass,
            boolean whole,
            boolean key,
            int spatial,
            int temporal) {
        newest = (newest + 1) & (PICTURES - 1);
        count = Math.min(count + 1, PICTURES);
        timestamps[newest] = timestamp;
        sequences[newest] = sequence;
        pictureIds[newest] = pictureId;
        passed[newest] = pass;
        wholes[newest] = whole;
        keys[newest] = key;
        spatials[newest] = (byte) spatial;
        temporals[newest] = (byte) temporal;
        layers[newest] = 0;
        highestSequence = Math.max(highestSequence, sequence);
        return newest;
    }

    /** Whether anything of the picture passes. */
    boolean passed(int at) {
        return passed[at];
    }

    /** Whether its lower spatial layers pass too, needed or not. */
    boolean isWhole(int at) {
        return wholes[at];
    }

    /** The highest spatial layer that passes of it. */
    int spatial(int at) {
        return spatials[at];
    }

    /** The highest temporal layer that could pass after it. */
    int temporal(int at) {
        return temporals[at];
    }
}
