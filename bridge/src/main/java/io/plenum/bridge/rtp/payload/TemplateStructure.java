package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/**
 * The template dependency structure of a stream (RTP payload format for AV1 1.0, appendix A.8.2). A
 * key frame's descriptor brings it, later descriptors refer to it; so each stream keeps one and
 * takes over a new one by {@link #copyFrom}. Arrays have their largest size, so nothing is
 * allocated.
 */
public final class TemplateStructure {
    /** Templates: their ids have 6 bits. */
    public static final int MAX_TEMPLATES = 64;

    /** Decode targets: their count has 5 bits. */
    public static final int MAX_DECODE_TARGETS = 32;

    /** A chain protects at least one decode target. */
    public static final int MAX_CHAINS = 32;

    /** Spatial layers: next_layer_idc could tell more, but AV1's spatial id has 2 bits, VP9's 3. */
    public static final int MAX_SPATIAL_LAYERS = 8;

    /** Temporal layers, as for the spatial ones. */
    public static final int MAX_TEMPORAL_LAYERS = 8;

    /** Frame differences of one template have 4 bits, so no more than 16 can differ. */
    public static final int MAX_FRAME_DIFFERENCES = 16;

    private static final int SAME_LAYER = 0;
    private static final int NEXT_TEMPORAL_LAYER = 1;
    private static final int NEXT_SPATIAL_LAYER = 2;

    private final byte[] templateSpatialIds = new byte[MAX_TEMPLATES];
    private final byte[] templateTemporalIds = new byte[MAX_TEMPLATES];
    private final byte[] indications = new byte[MAX_TEMPLATES * MAX_DECODE_TARGETS];
    private final byte[] differences = new byte[MAX_TEMPLATES * MAX_FRAME_DIFFERENCES];
    private final byte[] differenceCounts = new byte[MAX_TEMPLATES];
    private final byte[] chainDifferences = new byte[MAX_TEMPLATES * MAX_CHAINS];
    private final byte[] protectingChains = new byte[MAX_DECODE_TARGETS];
    private final byte[] targetSpatialIds = new byte[MAX_DECODE_TARGETS];
    private final byte[] targetTemporalIds = new byte[MAX_DECODE_TARGETS];
    private final int[] widths = new int[MAX_SPATIAL_LAYERS];
    private final int[] heights = new int[MAX_SPATIAL_LAYERS];
    private int templateIdOffset;
    private int templates;
    private int decodeTargets;
    private int chains;
    private int spatialLayers;
    private boolean resolutions;

    /** Reads template_dependency_structure(); after any verdict but OK the structure is empty. */
    Verdict read(BitReader bits) {
        clear();
        templateIdOffset = bits.bits(6);
        int targets = bits.bits(5) + 1;
        Verdict verdict = readLayers(bits);
        if (verdict == Verdict.OK) {
            decodeTargets = targets;
            readIndications(bits);
            verdict = readDifferences(bits);
        }
        if (verdict == Verdict.OK) {
            readChains(bits);
            deriveTargetLayers();
            readResolutions(bits);
            verdict = bits.isOverrun() ? Verdict.TRUNCATED : Verdict.OK;
        }
        if (verdict != Verdict.OK) {
            clear();
        }
        return verdict;
    }

    private Verdict readLayers(BitReader bits) {
        int spatialId = 0;
        int temporalId = 0;
        int next = SAME_LAYER;
        while (next <= NEXT_SPATIAL_LAYER) {
            if (bits.isOverrun()) {
                return Verdict.TRUNCATED;
            }
            if (templates == MAX_TEMPLATES
                    || spatialId == MAX_SPATIAL_LAYERS
                    || temporalId == MAX_TEMPORAL_LAYERS) {
                return Verdict.ILLEGAL_VALUE;
            }
            templateSpatialIds[templates] = (byte) spatialId;
            templateTemporalIds[templates] = (byte) temporalId;
            templates++;
            next = bits.bits(2);
            if (next == NEXT_TEMPORAL_LAYER) {
                temporalId++;
            } else if (next == NEXT_SPATIAL_LAYER) {
                temporalId = 0;
                spatialId++;
            }
        }
        spatialLayers = spatialId + 1;
        return Verdict.OK;
    }

    private void readIndications(BitReader bits) {
        for (int template = 0; template < templates; template++) {
            for (int target = 0; target < decodeTargets; target++) {
                indications[template * MAX_DECODE_TARGETS + target] = (byte) bits.bits(2);
            }
        }
    }

    private Verdict readDifferences(BitReader bits) {
        for (int template = 0; template < templates; template++) {
            int count = 0;
            while (bits.flag()) {
                if (count == MAX_FRAME_DIFFERENCES) {
                    return Verdict.ILLEGAL_VALUE;
                }
                differences[template * MAX_FRAME_DIFFERENCES + count] = (byte) (bits.bits(4) + 1);
                count++;
            }
            differenceCounts[template] = (byte) count;
        }
        return Verdict.OK;
    }

    private void readChains(BitReader bits) {
        chains = bits.nonSymmetric(decodeTargets + 1);
        if (chains == 0) {
            return;
        }
        for (int target = 0; target < decodeTargets; target++) {
            protectingChains[target] = (byte) bits.nonSymmetric(chains);
        }
        for (int template = 0; template < templates; template++) {
            for (int chain = 0; chain < chains; chain++) {
                chainDifferences[template * MAX_CHAINS + chain] = (byte) bits.bits(4);
            }
        }
    }

    /** decode_target_layers(): the highest layers among the templates a target has. */
    private void deriveTargetLayers() {
        for (int target = 0; target < decodeTargets; target++) {
            int spatialId = 0;
            int temporalId = 0;
            for (int template = 0; template < templates; template++) {
                if (indications[template * MAX_DECODE_TARGETS + target] != 0) {
                    spatialId = Math.max(spatialId, templateSpatialIds[template]);
                    temporalId = Math.max(temporalId, templateTemporalIds[template]);
                }
            }
            targetSpatialIds[target] = (byte) spatialId;
            targetTemporalIds[target] = (byte) temporalId;
        }
    }

    private void readResolutions(BitReader bits) {
        resolutions = bits.flag();
        for (int layer = 0; resolutions && layer < spatialLayers; layer++) {
            widths[layer] = bits.bits(16) + 1;
            heights[layer] = bits.bits(16) + 1;
        }
    }

    /** Forgets everything: no descriptor can be read with this structure. */
    public void clear() {
        templateIdOffset = 0;
        templates = 0;
        decodeTargets = 0;
        chains = 0;
        spatialLayers = 0;
        resolutions = false;
    }

    /** Becomes equal to another structure. */
    public void copyFrom(TemplateStructure other) {
        copy(other.templateSpatialIds, templateSpatialIds);
        copy(other.templateTemporalIds, templateTemporalIds);
        copy(other.indications, indications);
        copy(other.differences, differences);
        copy(other.differenceCounts, differenceCounts);
        copy(other.chainDifferences, chainDifferences);
        copy(other.protectingChains, protectingChains);
        copy(other.targetSpatialIds, targetSpatialIds);
        copy(other.targetTemporalIds, targetTemporalIds);
        System.arraycopy(other.widths, 0, widths, 0, MAX_SPATIAL_LAYERS);
        System.arraycopy(other.heights, 0, heights, 0, MAX_SPATIAL_LAYERS);
        templateIdOffset = other.templateIdOffset;
        templates = other.templates;
        decodeTargets = other.decodeTargets;
        chains = other.chains;
        spatialLayers = other.spatialLayers;
        resolutions = other.resolutions;
    }

    private static void copy(byte[] from, byte[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    /** Whether there is no structure yet. */
    public boolean isEmpty() {
        return templates == 0;
    }

    /** Id of the first template, 0 to 63. */
    public int templateIdOffset() {
        return templateIdOffset;
    }

    /** Templates, 1 to 64; 0 when empty. */
    public int templateCount() {
        return templates;
    }

    /** Decode targets (DtCnt), 1 to 32; 0 when empty. */
    public int decodeTargetCount() {
        return decodeTargets;
    }

    /** Chains, 0 to 32. */
    public int chainCount() {
        return chains;
    }

    /** Spatial layers, 1 to 8; 0 when empty. */
    public int spatialLayerCount() {
        return spatialLayers;
    }

    /**
     * The template with an id: a number that the other accessors take.
     *
     * @param templateId frame_dependency_template_id, 0 to 63
     * @return -1 when the structure has none
     */
    public int templateIndex(int templateId) {
        int index = (templateId - templateIdOffset) & 0x3F;
        return index < templates ? index : -1;
    }

    /** Spatial layer of a template's frames. */
    public int templateSpatialId(int template) {
        return templateSpatialIds[Objects.checkIndex(template, templates)];
    }

    /** Temporal layer of a template's frames. */
    public int templateTemporalId(int template) {
        return templateTemporalIds[Objects.checkIndex(template, templates)];
    }

    /** What a template's frames are to a decode target; see {@link DependencyDescriptor}. */
    public int templateIndication(int template, int decodeTarget) {
        int row = Objects.checkIndex(template, templates) * MAX_DECODE_TARGETS;
        return indications[row + Objects.checkIndex(decodeTarget, decodeTargets)];
    }

    /** Frames a template's frames refer to, 0 to 16. */
    public int templateDifferenceCount(int template) {
        return differenceCounts[Objects.checkIndex(template, templates)];
    }

    /** How many frame numbers back a reference lies, 1 to 16. */
    public int templateDifference(int template, int index) {
        return differences[
                template * MAX_FRAME_DIFFERENCES
                        + Objects.checkIndex(index, templateDifferenceCount(template))];
    }

    /** How many frame numbers back the frame before in a chain lies, 0 to 15; 0 is a new chain. */
    public int templateChainDifference(int template, int chain) {
        int row = Objects.checkIndex(template, templates) * MAX_CHAINS;
        return chainDifferences[row + Objects.checkIndex(chain, chains)];
    }

    /** The chain that protects a decode target, or -1 when there are no chains. */
    public int protectingChain(int decodeTarget) {
        int chain = protectingChains[Objects.checkIndex(decodeTarget, decodeTargets)];
        return chains == 0 ? -1 : chain;
    }

    /** Highest spatial layer a decode target has. */
    public int decodeTargetSpatialId(int decodeTarget) {
        return targetSpatialIds[Objects.checkIndex(decodeTarget, decodeTargets)];
    }

    /** Highest temporal layer a decode target has. */
    public int decodeTargetTemporalId(int decodeTarget) {
        return targetTemporalIds[Objects.checkIndex(decodeTarget, decodeTargets)];
    }

    /** Whether the structure tells sizes. */
    public boolean hasResolutions() {
        return resolutions;
    }

    /** Largest width of a spatial layer's frames in pixels; 0 when it is not told. */
    public int width(int spatialId) {
        int width = widths[Objects.checkIndex(spatialId, spatialLayers)];
        return resolutions ? width : 0;
    }

    /** Largest height of a spatial layer's frames in pixels; 0 when it is not told. */
    public int height(int spatialId) {
        int height = heights[Objects.checkIndex(spatialId, spatialLayers)];
        return resolutions ? height : 0;
    }
}
