package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import java.util.Arrays;

/**
 * Layers of any codec as the dependency descriptor tells them (RTP payload format for AV1 1.0,
 * appendix A): one decode target passes.
 *
 * <p>A target is open while everything it needs has passed since a frame that is a switch
 * indication for it, refers to nothing that was left out, and whose chain is whole. The best open
 * target passes; it changes only between pictures (RTP timestamps), because the last packet that
 * passes of a picture has to say so. No frame passes that refers to one which was left out.
 */
final class DecodeTargetRules implements LayerRules {
    /** Key frames that may fail to bring what is wanted before they are asked for seldom. */
    private static final int FUTILE_KEY_FRAMES = 3;

    /** Frames between two that are asked for seldom: three to ten seconds. */
    private static final int FRAMES_OF_PATIENCE = 300;

    private final DecodeTargets targets = new DecodeTargets();
    private final FrameDecisions frames = new FrameDecisions();
    private final long[] openedAt = new long[Integer.SIZE];
    private LayerTarget wanted = LayerTarget.ALL;
    private long firstFrame;
    private long newestFrame;
    private long activeSince;
    private int active;
    private int open;
    private int current = DecodeTargets.NONE;
    private int pictureTimestamp;
    private boolean picturePassed;
    private boolean awaitsKeyFrame;
    private int futileKeyFrames;
    private long lastKeyFrame;

    /** See {@link DecodeTargets#avoidLayered}. */
    void avoidLayered(boolean avoids) {
        targets.avoidLayered(avoids);
    }

    @Override
    public boolean start(MediaPacket packet, LayerTarget target) {
        DependencyDescriptor descriptor = packet.descriptor;
        wanted = target;
        frames.clear();
        Arrays.fill(openedAt, Long.MIN_VALUE);
        firstFrame = descriptor.frameNumber();
        newestFrame = firstFrame - 1;
        activeSince = newestFrame;
        open = 0;
        current = DecodeTargets.NONE;
        targets.take(descriptor.structure());
        futileKeyFrames = 0;
        pictureTimestamp = ~packet.header.timestamp();
        return onNewFrame(packet, firstFrame) == LayerSelector.PASS;
    }

    @Override
    public void setTarget(LayerTarget target) {
        wanted = target;
        futileKeyFrames = 0;
        updateAwaiting();
    }

    @Override
    public int select(MediaPacket packet) {
        long frame = frameOf(packet);
        if (frame < firstFrame) {
            return LayerSelector.DROP;
        }
        int known = frames.of(frame);
        if (known != FrameDecisions.UNKNOWN) {
            return known == FrameDecisions.PASSED ? LayerSelector.PASS : LayerSelector.DROP;
        }
        if (!packet.describesLayers()) {
            return onUndescribedFrame(frame);
        }
        return frame > newestFrame ? onNewFrame(packet, frame) : onLateFrame(packet, frame);
    }

    /**
     * The structure that describes the frame was lost with a key frame's first packet. It will be
     * here soon, and then everything behind it should have passed.
     */
    private int onUndescribedFrame(long frame) {
        boolean pass = current >= 0;
        frames.add(frame, pass, current, false);
        newestFrame = Math.max(newestFrame, frame);
        return pass ? LayerSelector.PASS : LayerSelector.DROP;
    }

    private int onNewFrame(MediaPacket packet, long frame) {
        DependencyDescriptor descriptor = packet.descriptor;
        newestFrame = frame;
        if (packet.header.timestamp() != pictureTimestamp) {
            pictureTimestamp = packet.header.timestamp();
            picturePassed = false;
            if (descriptor.hasStructure()) {
                futileKeyFrames += awaitsKeyFrame ? 1 : 0;
                lastKeyFrame = frame;
            }
        }
        takeStructure(descriptor, frame);
        int switchable = switchable(descriptor, frame);
        boolean begins = changeTarget(descriptor, switchable);
        if (begins) {
            firstFrame = frame;
            open = 0;
        }
        boolean pass =
                isPresent(descriptor, current) && referencesPassed(descriptor, frame, isOpen());
        remember(descriptor, frame, pass, switchable);
        picturePassed |= pass;
        updateAwaiting();
        if (!pass) {
            return LayerSelector.DROP;
        }
        if (begins) {
            return LayerSelector.START;
        }
        return LayerSelector.PASS;
    }

    private void takeStructure(DependencyDescriptor descriptor, long frame) {
        // One that came late or was left out describes what follows it all the same.
        if (descriptor.hasStructure() || !targets.isOf(descriptor.structure())) {
            if (targets.take(descriptor.structure())) {
                open = 0;
                current = DecodeTargets.NONE;
            }
        }
        if (descriptor.hasActiveDecodeTargets() && frame > activeSince) {
            if (active != descriptor.activeDecodeTargets()) {
                futileKeyFrames = 0;
            }
            active = descriptor.activeDecodeTargets();
            activeSince = frame;
        }
    }

    /**
     * Decode targets that can be decoded from this frame on. Here only what is known to have passed
     * counts: of a target that is not open, what is not here yet will not pass.
     */
    private int switchable(DependencyDescriptor descriptor, long frame) {
        if (!referencesPassed(descriptor, frame, false)) {
            return 0;
        }
        int found = 0;
        for (int target = 0; target < descriptor.decodeTargetCount(); target++) {
            if (descriptor.decodeTargetIndication(target) == DependencyDescriptor.SWITCH
                    && chainWhole(descriptor, frame, target)) {
                found |= 1 << target;
            }
        }
        return found;
    }

    private boolean chainWhole(DependencyDescriptor descriptor, long frame, int target) {
        int chain = descriptor.structure().protectingChain(target);
        int difference = chain < 0 ? 0 : descriptor.chainDifference(chain);
        return difference == 0 || hasPassed(frame - difference, false);
    }

    /**
     * Whether a frame can be decoded.
     *
     * @param lenient whether a frame that is not here yet counts as one that passed
     */
    private boolean referencesPassed(DependencyDescriptor descriptor, long frame, boolean lenient) {
        for (int i = 0; i < descriptor.frameDependencyCount(); i++) {
            if (!hasPassed(frame - descriptor.frameDifference(i), lenient)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasPassed(long frame, boolean lenient) {
        int decision = frames.of(frame);
        return frame >= firstFrame
                && (decision == FrameDecisions.PASSED
                        || (lenient && decision == FrameDecisions.UNKNOWN));
    }

    private boolean isOpen() {
        return current >= 0 && (open >>> current & 1) != 0;
    }

    /**
     * Takes the best target there is.
     *
     * @return whether what passes now begins anew in the middle of a picture: a layer of an S-mode
     *     behind another one
     */
    private boolean changeTarget(DependencyDescriptor descriptor, int switchable) {
        int candidates = (open | switchable) & active;
        int best = targets.best(candidates == 0 ? open | switchable : candidates, wanted);
        if (best == current || best == DecodeTargets.NONE) {
            return false;
        }
        if (!picturePassed) {
            setCurrent(best);
            return false;
        }
        // What begins anew begins with its first packet: nothing before that can be sent later.
        boolean independent =
                descriptor.frameDependencyCount() == 0
                        && descriptor.isStartOfFrame()
                        && (switchable >>> best & 1) != 0
                        && !isPresent(descriptor, current);
        if (independent) {
            setCurrent(best);
        }
        return independent;
    }

    private void setCurrent(int target) {
        current = target;
        futileKeyFrames = 0;
        updateAwaiting();
    }

    private static boolean isPresent(DependencyDescriptor descriptor, int target) {
        return target >= 0
                && descriptor.decodeTargetIndication(target) != DependencyDescriptor.NOT_PRESENT;
    }

    private static boolean isPresentInAny(DependencyDescriptor descriptor, int candidates) {
        for (int target = 0; target < descriptor.decodeTargetCount(); target++) {
            if ((candidates >>> target & 1) != 0 && isPresent(descriptor, target)) {
                return true;
            }
        }
        return false;
    }

    private void remember(
            DependencyDescriptor descriptor, long frame, boolean pass, int switchable) {
        frames.add(frame, pass, current, descriptor.spatialId() >= targets.spatial(current));
        for (int target = 0; target < descriptor.decodeTargetCount(); target++) {
            int bit = 1 << target;
            if (pass && (switchable & bit) != 0) {
                open |= bit;
                openedAt[target] = Math.max(openedAt[target], frame);
            } else if (!pass
                    && descriptor.decodeTargetIndication(target) > DependencyDescriptor.DISCARDABLE
                    && frame > openedAt[target]) {
                open &= ~bit;
            }
        }
    }

    private int onLateFrame(MediaPacket packet, long frame) {
        DependencyDescriptor descriptor = packet.descriptor;
        takeStructureLate(packet, frame);
        if (!targets.isOf(descriptor.structure())) {
            frames.add(frame, false, current, false);
            return LayerSelector.DROP;
        }
        // What is skipped for the target of one frame may be referred to by the next one's.
        int since = frames.decodeTargetsSince(frame, newestFrame);
        boolean pass =
                referencesPassed(descriptor, frame, true) && isPresentInAny(descriptor, since);
        remember(descriptor, frame, pass, 0);
        updateAwaiting();
        return pass ? LayerSelector.PASS : LayerSelector.DROP;
    }

    /** The key frame whose structure was missing for {@link #onUndescribedFrame}. */
    private void takeStructureLate(MediaPacket packet, long frame) {
        DependencyDescriptor descriptor = packet.descriptor;
        if (!descriptor.hasStructure() || !targets.take(descriptor.structure())) {
            return;
        }
        active = descriptor.activeDecodeTargets();
        activeSince = frame;
        open = switchable(descriptor, frame);
        setCurrent(targets.best(open & active, wanted));
    }

    private void updateAwaiting() {
        int ideal = targets.best(active, wanted);
        boolean reached =
                isOpen()
                        && (ideal < 0
                                || targets.spatial(ideal) == targets.spatial(current)
                                || (open >>> ideal & 1) != 0);
        awaitsKeyFrame =
                !reached
                        && (futileKeyFrames <= FUTILE_KEY_FRAMES
                                || newestFrame - lastKeyFrame > FRAMES_OF_PATIENCE);
    }

    @Override
    public boolean marker(MediaPacket packet) {
        if (packet.header.marker()) {
            return true;
        }
        return packet.hasDescriptor()
                && packet.descriptor.isEndOfFrame()
                && frames.isTop(frameOf(packet));
    }

    @Override
    public boolean mayEndPicture(MediaPacket packet) {
        return packet.hasDescriptor() && packet.descriptor.isEndOfFrame() && !marker(packet);
    }

    @Override
    public void endPicture(MediaPacket packet) {
        frames.setTop(frameOf(packet));
    }

    private long frameOf(MediaPacket packet) {
        return newestFrame + (short) (packet.descriptor.frameNumber() - (int) newestFrame);
    }

    @Override
    public boolean awaitsKeyFrame() {
        return awaitsKeyFrame;
    }

    /** The active decode targets that are part of what passes, target 0 in the lowest bit. */
    int activeDecodeTargets() {
        return active & targets.within(current);
    }

    @Override
    public int spatial() {
        return targets.spatial(current);
    }

    @Override
    public int temporal() {
        return targets.temporal(current);
    }
}
