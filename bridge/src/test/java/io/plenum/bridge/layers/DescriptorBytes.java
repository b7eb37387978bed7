package io.plenum.bridge.layers;

import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import java.util.Arrays;

/** Writes the dependency descriptors of one stream, every frame with its own indications. */
final class DescriptorBytes {
    private final Scalability mode;
    private final long[] lastInChain;

    DescriptorBytes(Scalability mode) {
        this.mode = mode;
        lastInChain = new long[mode.spatials()];
        Arrays.fill(lastInChain, -1);
    }

    /** The descriptor of each packet of a frame; call once per frame, in order. */
    byte[][] write(Frame frame, int packets) {
        int[] chains = new int[mode.spatials()];
        for (int chain = 0; chain < chains.length; chain++) {
            boolean begins = frame.isKey() && frame.spatialId() == 0;
            chains[chain] =
                    begins || lastInChain[chain] < 0
                            ? 0
                            : (int) (frame.number - lastInChain[chain]);
            if (begins) {
                lastInChain[chain] = -1;
            }
            if (frame.temporalId() == 0 && mode.needs(chain, 0, frame)) {
                lastInChain[chain] = frame.number;
            }
        }
        byte[][] all = new byte[packets][];
        for (int i = 0; i < packets; i++) {
            all[i] = write(frame, chains, i == 0, i == packets - 1);
        }
        return all;
    }

    private byte[] write(Frame frame, int[] chains, boolean first, boolean last) {
        boolean independent = mode.kind() == Scalability.Kind.INDEPENDENT || frame.spatialId() == 0;
        boolean structure = first && frame.isKey() && independent;
        BitWriter bits = new BitWriter();
        bits.put(first ? 1 : 0, 1).put(last ? 1 : 0, 1);
        bits.put(frame.spatialId() * mode.temporals() + frame.temporalId(), 6);
        bits.put((int) frame.number & 0xFFFF, 16);
        bits.put(structure ? 1 : 0, 1).put(0, 1).put(1, 1).put(1, 1).put(1, 1);
        if (structure) {
            structure(bits);
        }
        for (int target = 0; target < mode.decodeTargets(); target++) {
            bits.put(indication(frame, target), 2);
        }
        for (Frame reference : frame.references) {
            int difference = (int) (frame.number - reference.number) - 1;
            int size = difference < 16 ? 1 : 2;
            bits.put(size, 2).put(difference, 4 * size);
        }
        bits.put(0, 2);
        for (int chain : chains) {
            bits.put(chain, 8);
        }
        return bits.toBytes();
    }

    private void structure(BitWriter bits) {
        bits.put(0, 6).put(mode.decodeTargets() - 1, 5);
        int templates = mode.decodeTargets();
        for (int template = 1; template <= templates; template++) {
            boolean nextSpatial = template % mode.temporals() == 0;
            bits.put(template == templates ? 3 : nextSpatial ? 2 : 1, 2);
        }
        for (int template = 0; template < templates; template++) {
            for (int target = 0; target < templates; target++) {
                int spatial = template / mode.temporals();
                int temporal = template % mode.temporals();
                int targetSpatial = target / mode.temporals();
                boolean independent = mode.kind() == Scalability.Kind.INDEPENDENT;
                boolean in =
                        (independent ? spatial == targetSpatial : spatial <= targetSpatial)
                                && temporal <= target % mode.temporals();
                bits.put(in ? DependencyDescriptor.REQUIRED : DependencyDescriptor.NOT_PRESENT, 2);
            }
        }
        for (int template = 0; template < templates; template++) {
            bits.put(0, 1);
        }
        bits.putNonSymmetric(mode.spatials(), templates + 1);
        for (int target = 0; target < templates; target++) {
            bits.putNonSymmetric(target / mode.temporals(), mode.spatials());
        }
        for (int i = 0; i < templates * mode.spatials(); i++) {
            bits.put(0, 4);
        }
        bits.put(0, 1);
    }

    /** As in the specification's examples: L1T3 "SSS, -DS, --D", and so on. */
    private int indication(Frame frame, int target) {
        int targetSpatial = target / mode.temporals();
        int targetTemporal = target % mode.temporals();
        if (!mode.needs(targetSpatial, targetTemporal, frame)) {
            return DependencyDescriptor.NOT_PRESENT;
        }
        if (frame.isKey()) {
            return DependencyDescriptor.SWITCH;
        }
        boolean top = frame.spatialId() == targetSpatial;
        boolean selfContained = mode.temporalSync() == 1;
        if (frame.temporalId() == 0) {
            boolean opens = top && (targetTemporal == 0 || selfContained || frame.sync);
            return opens ? DependencyDescriptor.SWITCH : DependencyDescriptor.REQUIRED;
        }
        boolean referredTo = !selfContained || frame.temporalId() < targetTemporal || !top;
        return referredTo ? DependencyDescriptor.REQUIRED : DependencyDescriptor.DISCARDABLE;
    }
}
