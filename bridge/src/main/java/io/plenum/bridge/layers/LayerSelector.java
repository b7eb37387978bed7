package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * Decides, packet by packet, what of a video publication passes to one viewer. A viewer begins, and
 * changes its encoding, at the first packet of a key frame; until then what passed before goes on.
 * Within an encoding {@link LayerRules} decide.
 *
 * <p>Frames pass or are left out as a whole, and VP8's one frame is one picture: every packet of a
 * VP8 picture that is left out gets {@link #DROP}.
 *
 * <p>Not thread safe: belongs to one loop. Allocates only when it begins with another format.
 */
public final class LayerSelector {
    /** The packet does not pass. */
    public static final int DROP = 0;

    /** The packet passes and continues what passed before. */
    public static final int PASS = 1;

    /**
     * The packet passes and begins something new: another source, another encoding, or another
     * independent layer of the same stream (S-modes), which the viewer must take for another
     * picture although the timestamp is the same.
     */
    public static final int START = 2;

    private static final int NOTHING = -1;

    private LayerTarget target = LayerTarget.ALL;
    private int temporalMeanwhile = LayerTarget.HIGHEST;
    private boolean described = true;
    private int available = 1;
    private int encoding = NOTHING;
    private int wanted;
    private PayloadFormat format = PayloadFormat.OTHER;
    private @Nullable LayerRules rules;
    private @Nullable TemporalRules temporalRules;
    private @Nullable Vp9Rules vp9Rules;
    private @Nullable DecodeTargetRules decodeTargetRules;

    /** What the viewer wants from now on; what passes goes on until that begins. */
    public void setTarget(LayerTarget wish) {
        setTarget(wish, LayerTarget.HIGHEST);
    }

    /**
     * What the viewer wants from now on.
     *
     * @param meanwhile the highest temporal layer that passes of a higher encoding than wanted,
     *     until the wanted one begins: it is more than the viewer's path carries
     */
    public void setTarget(LayerTarget wish, int meanwhile) {
        target = wish;
        temporalMeanwhile = meanwhile;
        chooseEncoding();
        LayerRules current = rules;
        if (current != null) {
            current.setTarget(encoding > target.encoding() ? lessOf(wish) : wish);
        }
    }

    private LayerTarget lessOf(LayerTarget wish) {
        return new LayerTarget(
                wish.encoding(),
                LayerTarget.HIGHEST,
                Math.min(LayerTarget.HIGHEST, temporalMeanwhile));
    }

    /** The highest temporal layer of a higher encoding than wanted, see {@link #setTarget}. */
    public int temporalMeanwhile() {
        return temporalMeanwhile;
    }

    /**
     * Whether the viewer gets dependency descriptors. Without them nothing tells an AV1 receiver
     * which spatial layers make one picture, so it gets only one: a stream of S-modes, or the
     * lowest. Counts from the next key frame on.
     */
    public void setDescribed(boolean told) {
        described = told;
    }

    /** What the viewer wants. */
    public LayerTarget target() {
        return target;
    }

    /**
     * Which encodings the publisher sends at present. One that is missing is replaced by the next
     * lower that is there, else by the next higher.
     *
     * @param encodings encoding 0 in the lowest bit; 0 changes nothing
     */
    public void setAvailable(int encodings) {
        if (encodings != 0) {
            available = encodings;
            chooseEncoding();
        }
    }

    private void chooseEncoding() {
        int within = available & ((2 << target.encoding()) - 1);
        wanted =
                within == 0
                        ? Integer.numberOfTrailingZeros(available)
                        : Integer.SIZE - 1 - Integer.numberOfLeadingZeros(within);
    }

    /** The viewer begins anew, with the next key frame. */
    public void restart() {
        encoding = NOTHING;
        rules = null;
    }

    /**
     * Judges a packet: {@link #DROP}, {@link #PASS} or {@link #START}.
     *
     * @param packet of any encoding of the publication, in the order of arrival: it may be late
     */
    public int select(MediaPacket packet) {
        if (packet.payloadLength() == 0) {
            return DROP;
        }
        if (packet.encoding() != encoding) {
            return packet.encoding() == wanted ? begin(packet) : DROP;
        }
        LayerRules current = rules;
        if (current == null || packet.format() != format || !suits(packet, current)) {
            return begin(packet);
        }
        return current.select(packet);
    }

    /**
     * Whether the rules suit the packet: a descriptor decides as soon as there is a structure for
     * it and as long as there is a descriptor.
     */
    @SuppressWarnings("ReferenceEquality") // which of the selector's own
    private boolean suits(MediaPacket packet, LayerRules current) {
        return current == decodeTargetRules
                ? packet.hasDescriptor()
                : !(packet.describesLayers() && packet.keyFrameStart());
    }

    private int begin(MediaPacket packet) {
        if (!packet.keyFrameStart() && packet.format() != PayloadFormat.OTHER) {
            return DROP;
        }
        LayerRules chosen = rulesFor(packet);
        if (!chosen.start(packet, target)) {
            restart();
            return DROP;
        }
        rules = chosen;
        format = packet.format();
        encoding = packet.encoding();
        return START;
    }

    private LayerRules rulesFor(MediaPacket packet) {
        if (packet.describesLayers()) {
            DecodeTargetRules byTarget = decodeTargetRules;
            if (byTarget == null) {
                byTarget = new DecodeTargetRules();
                decodeTargetRules = byTarget;
            }
            byTarget.avoidLayered(!described && packet.format() == PayloadFormat.AV1);
            return byTarget;
        }
        if (packet.format() == PayloadFormat.VP9) {
            Vp9Rules vp9 = vp9Rules;
            if (vp9 == null) {
                vp9 = new Vp9Rules();
                vp9Rules = vp9;
            }
            return vp9;
        }
        TemporalRules temporal = temporalRules;
        if (temporal == null) {
            temporal = new TemporalRules();
            temporalRules = temporal;
        }
        return temporal;
    }

    /**
     * The marker bit of a packet that passes or passed: whether the viewer's picture ends there.
     */
    public boolean marker(MediaPacket packet) {
        LayerRules current = rules;
        boolean ours = packet.encoding() == encoding && packet.format() == format;
        if (current == null || packet.payloadLength() == 0 || !ours) {
            return packet.header.marker();
        }
        return current.marker(packet);
    }

    /**
     * Whether the viewer's picture ends with a packet that passes if no frame of a higher layer
     * follows. Encoders that are short of bits leave out single frames of a layer and not of those
     * above and below it (libaom does), so only what comes next tells.
     */
    public boolean mayEndPicture(MediaPacket packet) {
        LayerRules current = rules;
        return current != null && packet.payloadLength() > 0 && current.mayEndPicture(packet);
    }

    /**
     * No frame of a higher layer followed: the picture ends with this packet, now and whenever it
     * is repeated.
     */
    public void endPicture(MediaPacket packet) {
        LayerRules current = rules;
        if (current != null) {
            current.endPicture(packet);
        }
    }

    /** The encoding whose key frame the viewer waits for, or -1. */
    public int awaitedEncoding() {
        if (encoding != wanted) {
            return wanted;
        }
        LayerRules current = rules;
        return current == null || current.awaitsKeyFrame() ? encoding : NOTHING;
    }

    /**
     * What a viewer's dependency descriptor should name as active: the publisher's active decode
     * targets that are part of what passes, target 0 in the lowest bit; 0 if nothing tells.
     */
    @SuppressWarnings("ReferenceEquality") // which of the selector's own
    public int activeDecodeTargets() {
        DecodeTargetRules byTarget = decodeTargetRules;
        return byTarget == null || byTarget != rules ? 0 : byTarget.activeDecodeTargets();
    }

    /** The encoding that is to pass, as far as the publisher sends what is wanted. */
    public int wantedEncoding() {
        return wanted;
    }

    /** The encoding that passes now, or -1 before the first packet. */
    public int encoding() {
        return encoding;
    }

    /** The highest spatial layer that passes now, or -1 before the first packet. */
    public int spatial() {
        LayerRules current = rules;
        return current == null ? NOTHING : current.spatial();
    }

    /** The highest temporal layer that passes now, or -1 before the first packet. */
    public int temporal() {
        LayerRules current = rules;
        return current == null ? NOTHING : current.temporal();
    }
}
