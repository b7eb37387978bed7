package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.rtp.payload.TemplateStructure;

/** The decode targets of a stream and which of several is the best for a viewer. */
final class DecodeTargets {
    static final int NONE = -1;

    private final byte[] spatials = new byte[TemplateStructure.MAX_DECODE_TARGETS];
    private final byte[] temporals = new byte[TemplateStructure.MAX_DECODE_TARGETS];
    private int templateIdOffset = -1;
    private int count;

    /** Targets whose pictures are made of several spatial layers, target 0 in the lowest bit. */
    private int layered;

    private boolean avoidsLayered;

    /** Takes over a structure and says whether it is another one than before. */
    boolean take(TemplateStructure structure) {
        boolean other = !isOf(structure);
        templateIdOffset = structure.templateIdOffset();
        count = structure.decodeTargetCount();
        for (int target = 0; target < count; target++) {
            byte spatial = (byte) structure.decodeTargetSpatialId(target);
            byte temporal = (byte) structure.decodeTargetTemporalId(target);
            other |= spatials[target] != spatial || temporals[target] != temporal;
            spatials[target] = spatial;
            temporals[target] = temporal;
        }
        noteLayered(structure);
        return other;
    }

    /** Whether a structure may be the one that was taken last: it has the same numbers. */
    boolean isOf(TemplateStructure structure) {
        return structure.templateIdOffset() == templateIdOffset
                && structure.decodeTargetCount() == count;
    }

    private void noteLayered(TemplateStructure structure) {
        layered = 0;
        for (int template = 0; template < structure.templateCount(); template++) {
            for (int target = 0; target < count; target++) {
                boolean present =
                        structure.templateIndication(template, target)
                                != DependencyDescriptor.NOT_PRESENT;
                if (present && structure.templateSpatialId(template) != spatials[target]) {
                    layered |= 1 << target;
                }
            }
        }
    }

    /** Whether pictures of several spatial layers are taken only if there is nothing else. */
    void avoidLayered(boolean avoids) {
        avoidsLayered = avoids;
    }

    /** Decode targets. */
    int count() {
        return count;
    }

    /** Its highest spatial layer, or -1 for none. */
    int spatial(int target) {
        return target < 0 ? -1 : spatials[target];
    }

    /** Its highest temporal layer, or -1 for none. */
    int temporal(int target) {
        return target < 0 ? -1 : temporals[target];
    }

    /** The targets that have no higher layers than one of them, target 0 in the lowest bit. */
    int within(int limit) {
        int found = 0;
        for (int target = 0; target < count; target++) {
            if (spatials[target] <= spatial(limit) && temporals[target] <= temporal(limit)) {
                found |= 1 << target;
            }
        }
        return found;
    }

    /**
     * The highest target that is not above what is wanted; else the nearest above.
     *
     * @param among targets to choose from, target 0 in the lowest bit
     * @return {@link #NONE} if there is nothing to choose from
     */
    int best(int among, LayerTarget wanted) {
        int simple = avoidsLayered ? among & ~layered : 0;
        int choice = simple == 0 ? among : simple;
        int best = NONE;
        for (int target = 0; target < count; target++) {
            if ((choice >>> target & 1) != 0
                    && (best == NONE || rank(target, wanted) > rank(best, wanted))) {
                best = target;
            }
        }
        return best;
    }

    /** Spatial before temporal; what is within the wish before what is above it. */
    private int rank(int target, LayerTarget wanted) {
        return 64 * rank(spatials[target], wanted.spatial())
                + rank(temporals[target], wanted.temporal());
    }

    private static int rank(int layer, int wanted) {
        return layer <= wanted ? layer : -layer;
    }
}
