package io.plenum.bridge.layers;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One layer frame with what it really refers to, and what became of its packets. */
final class Frame {
    final long number;
    final int picture;
    private final int spatialId;
    private final int temporalId;
    private final boolean key;
    final Set<Frame> references;
    final boolean sync;

    /** Sequence numbers of its packets. */
    final Set<Long> passed = new HashSet<>();

    final Set<Long> leftOut = new HashSet<>();
    int span = -1;
    long spanStart;

    Frame(
            long number,
            int picture,
            int spatialId,
            int temporalId,
            boolean key,
            boolean sync,
            List<Frame> references) {
        this.number = number;
        this.picture = picture;
        this.spatialId = spatialId;
        this.temporalId = temporalId;
        this.key = key;
        this.sync = sync;
        this.references = Set.copyOf(references);
    }

    int spatialId() {
        return spatialId;
    }

    int temporalId() {
        return temporalId;
    }

    /** Whether it belongs to a key picture. */
    boolean isKey() {
        return key;
    }

    @Override
    public String toString() {
        return "frame %d (picture %d, S%dT%d%s)"
                .formatted(number, picture, spatialId, temporalId, key ? ", key" : "");
    }
}
