package io.plenum.bridge.layers;

/**
 * A scalability mode of the W3C's list: how many layers, and what refers to what.
 *
 * @param temporalSync every so many cycles the higher temporal layers refer to the base layer
 *     alone; 1 for always
 */
record Scalability(int spatials, int temporals, Kind kind, int temporalSync) {
    enum Kind {
        /** L: each spatial layer refers to the one below. */
        FULL,
        /** L_KEY: only in key pictures. */
        KEY,
        /** L_KEY_SHIFT: the same, and the upper layer's temporal layers lag by one picture. */
        KEY_SHIFT,
        /** S: never. */
        INDEPENDENT
    }

    private static final int[][] PATTERNS = {{0}, {0, 1}, {0, 2, 1, 2}};

    static Scalability of(int spatials, int temporals, Kind kind) {
        return new Scalability(spatials, temporals, kind, 1);
    }

    int cycle() {
        return PATTERNS[temporals - 1].length;
    }

    /** The temporal layer of a picture's frame, counted from the key picture. */
    int temporalId(int picture, int spatialId) {
        int shift = kind == Kind.KEY_SHIFT && picture > 0 ? spatialId : 0;
        return PATTERNS[temporals - 1][(picture + cycle() - shift) % cycle()];
    }

    int decodeTargets() {
        return spatials * temporals;
    }

    /** Whether a decode target needs a frame at all. */
    boolean needs(int targetSpatial, int targetTemporal, Frame frame) {
        if (frame.temporalId() > targetTemporal || frame.spatialId() > targetSpatial) {
            return false;
        }
        return switch (kind) {
            case FULL -> true;
            case KEY, KEY_SHIFT -> frame.spatialId() == targetSpatial || frame.isKey();
            case INDEPENDENT -> frame.spatialId() == targetSpatial;
        };
    }
}
