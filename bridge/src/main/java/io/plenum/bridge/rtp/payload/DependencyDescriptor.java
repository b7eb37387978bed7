package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;
import java.util.Objects;

/**
 * Reads a dependency descriptor, the header extension that tells a frame's layers and references
 * whatever the codec (RTP payload format for AV1 1.0, appendix A).
 *
 * <p>Later descriptors mean something only together with the structure a key frame brought. The
 * stream keeps that structure and takes over a new one when it has accepted the packet:
 *
 * <pre>{@code
 * if (descriptor.wrap(buffer, offset, length, known) == Verdict.OK && descriptor.hasStructure()) {
 *     known.copyFrom(descriptor.structure());
 * }
 * }</pre>
 */
public final class DependencyDescriptor {
    /** Decode target indication: the frame is not part of the target. */
    public static final int NOT_PRESENT = 0;

    /**
     * Decode target indication: part of the target, but nothing later in it refers to the frame.
     */
    public static final int DISCARDABLE = 1;

    /** Decode target indication: from this frame on the target can be decoded. */
    public static final int SWITCH = 2;

    /** Decode target indication: the target needs the frame. */
    public static final int REQUIRED = 3;

    /** Bytes of the mandatory fields, and of the shortest descriptor. */
    public static final int MANDATORY_BYTES = 3;

    /** References of one frame that are read; real ones have up to 8. */
    public static final int MAX_FRAME_DIFFERENCES = 32;

    /** What says which optional fields follow the mandatory ones. */
    static final int EXTENDED_FLAG_BITS = 5;

    private final BitReader bits = new BitReader();
    private final TemplateStructure received = new TemplateStructure();
    private final int[] indications = new int[TemplateStructure.MAX_DECODE_TARGETS];
    private final int[] differences = new int[MAX_FRAME_DIFFERENCES];
    private final int[] chainDifferences = new int[TemplateStructure.MAX_CHAINS];
    private TemplateStructure structure = received;
    private int mandatory;
    private boolean structurePresent;
    private boolean activeTargetsPresent;
    private int activeTargets;
    private int structureEnd;
    private int targetsEnd;
    private int fieldsEnd;
    private int template;
    private int differenceCount;

    /**
     * Wraps the extension element's data.
     *
     * @param known the structure of the stream so far, empty before the first; only read, and
     *     referred to until the next call
     * @return {@link Verdict#OK}; {@link Verdict#UNKNOWN_TEMPLATE} when the frame's template is not
     *     in the structure, the mandatory fields can be read then; otherwise why it is refused
     */
    public Verdict wrap(byte[] buffer, int offset, int length, TemplateStructure known) {
        clear();
        if (length < MANDATORY_BYTES) {
            return Verdict.TOO_SHORT;
        }
        int fields = BigEndian.getUnsignedMedium(buffer, offset);
        bits.wrap(buffer, offset + MANDATORY_BYTES, length - MANDATORY_BYTES);
        Verdict verdict = read(fields, length > MANDATORY_BYTES, known);
        if (verdict == Verdict.OK && bits.isOverrun()) {
            verdict = Verdict.TRUNCATED;
        }
        if (verdict != Verdict.OK) {
            clear();
        }
        if (verdict == Verdict.OK || verdict == Verdict.UNKNOWN_TEMPLATE) {
            mandatory = fields;
        }
        return verdict;
    }

    private Verdict read(int fields, boolean extended, TemplateStructure known) {
        boolean customIndications = false;
        boolean customDifferences = false;
        boolean customChains = false;
        structure = known;
        if (extended) {
            structurePresent = bits.flag();
            activeTargetsPresent = bits.flag();
            customIndications = bits.flag();
            customDifferences = bits.flag();
            customChains = bits.flag();
            if (structurePresent) {
                Verdict verdict = received.read(bits);
                if (verdict != Verdict.OK) {
                    return verdict;
                }
                structure = received;
                activeTargets = allTargets(received.decodeTargetCount());
            }
            structureEnd = bits.position();
            if (activeTargetsPresent) {
                activeTargets = bits.bits(structure.decodeTargetCount());
            }
            targetsEnd = bits.position();
        }
        template = structure.templateIndex(fields >>> 16 & 0x3F);
        if (template < 0) {
            return structurePresent ? Verdict.ILLEGAL_VALUE : Verdict.UNKNOWN_TEMPLATE;
        }
        readIndications(customIndications);
        if (!readDifferences(customDifferences)) {
            return Verdict.ILLEGAL_VALUE;
        }
        readChains(customChains);
        if (extended) {
            fieldsEnd = bits.position();
        }
        return Verdict.OK;
    }

    private static int allTargets(int count) {
        return count == Integer.SIZE ? -1 : (1 << count) - 1;
    }

    private void readIndications(boolean custom) {
        for (int target = 0; target < structure.decodeTargetCount(); target++) {
            indications[target] =
                    custom ? bits.bits(2) : structure.templateIndication(template, target);
        }
    }

    private boolean readDifferences(boolean custom) {
        if (!custom) {
            differenceCount = structure.templateDifferenceCount(template);
            for (int i = 0; i < differenceCount; i++) {
                differences[i] = structure.templateDifference(template, i);
            }
            return true;
        }
        int size = bits.bits(2);
        while (size != 0) {
            if (differenceCount == MAX_FRAME_DIFFERENCES) {
                return false;
            }
            differences[differenceCount++] = bits.bits(4 * size) + 1;
            size = bits.bits(2);
        }
        return true;
    }

    private void readChains(boolean custom) {
        for (int chain = 0; chain < structure.chainCount(); chain++) {
            chainDifferences[chain] =
                    custom ? bits.bits(8) : structure.templateChainDifference(template, chain);
        }
    }

    private void clear() {
        received.clear();
        structure = received;
        mandatory = 0;
        structurePresent = false;
        activeTargetsPresent = false;
        activeTargets = 0;
        structureEnd = EXTENDED_FLAG_BITS;
        targetsEnd = EXTENDED_FLAG_BITS;
        fieldsEnd = EXTENDED_FLAG_BITS;
        template = -1;
        differenceCount = 0;
    }

    /** Whether the frame begins in this packet. */
    public boolean isStartOfFrame() {
        return (mandatory & 0x80_0000) != 0;
    }

    /** Whether the frame ends in this packet. */
    public boolean isEndOfFrame() {
        return (mandatory & 0x40_0000) != 0;
    }

    /** frame_dependency_template_id, 0 to 63. */
    public int templateId() {
        return mandatory >>> 16 & 0x3F;
    }

    /** Number of the frame in decoding order, 0 to 65535; wraps. */
    public int frameNumber() {
        return mandatory & 0xFFFF;
    }

    /** Whether the descriptor brings a structure, as the first packet of a key frame does. */
    public boolean hasStructure() {
        return structurePresent;
    }

    /** The structure the frame is read by: the descriptor's own, or else the known one. */
    public TemplateStructure structure() {
        return structure;
    }

    /** Whether the descriptor says which decode targets are active from here on. */
    public boolean hasActiveDecodeTargets() {
        return structurePresent || activeTargetsPresent;
    }

    /** Active decode targets, target 0 in the lowest bit; holds until another descriptor tells. */
    public int activeDecodeTargets() {
        return activeTargets;
    }

    /** Where flags and structure end, in bits behind the mandatory fields. */
    int structureEnd() {
        return structureEnd;
    }

    /** Where the active decode targets end, in bits behind the mandatory fields. */
    int targetsEnd() {
        return targetsEnd;
    }

    /** Where the last field ends, in bits behind the mandatory fields. */
    int fieldsEnd() {
        return fieldsEnd;
    }

    /** Spatial layer of the frame, 0 to 7. */
    public int spatialId() {
        return template < 0 ? 0 : structure.templateSpatialId(template);
    }

    /** Temporal layer of the frame, 0 to 7. */
    public int temporalId() {
        return template < 0 ? 0 : structure.templateTemporalId(template);
    }

    /** Decode targets of the structure; 0 when it is not known. */
    public int decodeTargetCount() {
        return template < 0 ? 0 : structure.decodeTargetCount();
    }

    /**
     * What the frame is to a decode target.
     *
     * @param decodeTarget 0 to {@link #decodeTargetCount()} - 1
     * @return {@link #NOT_PRESENT}, {@link #DISCARDABLE}, {@link #SWITCH} or {@link #REQUIRED}
     * @throws IndexOutOfBoundsException if there is no such target
     */
    public int decodeTargetIndication(int decodeTarget) {
        return indications[Objects.checkIndex(decodeTarget, decodeTargetCount())];
    }

    /** Frames this one refers to, 0 to {@link #MAX_FRAME_DIFFERENCES}. */
    public int frameDependencyCount() {
        return differenceCount;
    }

    /**
     * How many frame numbers back a frame lies that this one refers to, 1 to 4096.
     *
     * @param index 0 to {@link #frameDependencyCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int frameDifference(int index) {
        return differences[Objects.checkIndex(index, differenceCount)];
    }

    /** Chains of the structure; 0 when it is not known. */
    public int chainCount() {
        return template < 0 ? 0 : structure.chainCount();
    }

    /**
     * How many frame numbers back the frame before in a chain lies, 0 to 255; 0 when the chain
     * begins anew.
     *
     * @param chain 0 to {@link #chainCount()} - 1
     * @throws IndexOutOfBoundsException if there is no such chain
     */
    public int chainDifference(int chain) {
        return chainDifferences[Objects.checkIndex(chain, chainCount())];
    }

    /**
     * Writes another frame number into a descriptor or a copy of it.
     *
     * @param offset where the descriptor begins
     * @param frameNumber low 16 bits are written
     */
    public static void putFrameNumber(byte[] buffer, int offset, int frameNumber) {
        BigEndian.putShort(buffer, offset + 1, frameNumber);
    }
}
