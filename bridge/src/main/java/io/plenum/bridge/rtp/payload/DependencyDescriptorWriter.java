package io.plenum.bridge.rtp.payload;

/**
 * Writes a dependency descriptor again for a viewer who gets fewer decode targets than the
 * publisher sends (RTP payload format for AV1 1.0, appendix A.8.1). Everything but the frame number
 * and the active decode targets stays what it was. Not thread safe.
 */
public final class DependencyDescriptorWriter {
    private static final int STRUCTURE_PRESENT = 0x10;
    private static final int TARGETS_PRESENT = 0x08;
    private static final int FLAGS = 0x1F;

    private final BitReader source = new BitReader();
    private byte[] target = {};
    private int start;
    private int position;

    /**
     * Writes the descriptor with another frame number and other active decode targets. If those
     * cannot be written, because the descriptor's template is unknown or there is no room, it is
     * copied with the frame number alone.
     *
     * @param descriptor what was read from {@code buffer}
     * @param offset where it begins in {@code buffer}
     * @param length its bytes
     * @param frameNumber low 16 bits are written
     * @param activeDecodeTargets target 0 in the lowest bit
     * @param into array that receives it
     * @param at where it begins there
     * @param capacity bytes there is room for
     * @return bytes written; 0 if there is no room for a copy
     */
    public int write(
            DependencyDescriptor descriptor,
            byte[] buffer,
            int offset,
            int length,
            int frameNumber,
            int activeDecodeTargets,
            byte[] into,
            int at,
            int capacity) {
        int targets = descriptor.decodeTargetCount();
        int added = descriptor.structureEnd() + targets - descriptor.targetsEnd();
        int bytes = DependencyDescriptor.MANDATORY_BYTES + (descriptor.fieldsEnd() + added + 7) / 8;
        boolean fits = targets > 0 && bytes <= capacity;
        if (!fits && length > capacity) {
            return 0;
        }
        int copied = fits ? DependencyDescriptor.MANDATORY_BYTES : length;
        System.arraycopy(buffer, offset, into, at, copied);
        DependencyDescriptor.putFrameNumber(into, at, frameNumber);
        if (!fits) {
            return length;
        }
        int extended = offset + DependencyDescriptor.MANDATORY_BYTES;
        source.wrap(buffer, extended, length - DependencyDescriptor.MANDATORY_BYTES);
        target = into;
        start = at + DependencyDescriptor.MANDATORY_BYTES;
        position = 0;
        // A descriptor of the mandatory fields alone has no flags: none of them is set then.
        int flags = source.bits(DependencyDescriptor.EXTENDED_FLAG_BITS);
        put((flags & FLAGS) | TARGETS_PRESENT, DependencyDescriptor.EXTENDED_FLAG_BITS);
        if ((flags & STRUCTURE_PRESENT) != 0) {
            copy(descriptor.structureEnd() - DependencyDescriptor.EXTENDED_FLAG_BITS);
        }
        source.bits(descriptor.targetsEnd() - descriptor.structureEnd());
        put(activeDecodeTargets, targets);
        copy(descriptor.fieldsEnd() - descriptor.targetsEnd());
        put(0, -position & 7);
        return bytes;
    }

    private void copy(int count) {
        for (int i = 0; i < count; i++) {
            put(source.bits(1), 1);
        }
    }

    private void put(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            int index = start + (position >>> 3);
            int shift = 7 - (position & 7);
            int bit = value >>> i & 1;
            target[index] = (byte) ((target[index] & ~(1 << shift)) | (bit << shift));
            position++;
        }
    }
}
