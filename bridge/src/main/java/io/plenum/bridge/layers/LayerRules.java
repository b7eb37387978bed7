package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;

/**
 * Which layers of one encoding pass: what {@link LayerSelector} asks once the encoding is chosen.
 * Frames pass or are left out as a whole, and a packet that comes late is treated like the rest of
 * its frame.
 *
 * <p>What is lost on the way to us counts as passed, because the viewer asks for it and gets it as
 * soon as it is here; only what is left out on purpose makes later frames undecodable.
 */
sealed interface LayerRules permits TemporalRules, Vp9Rules, DecodeTargetRules {
    /**
     * Begins anew at a key frame's first packet.
     *
     * @return whether it passes; if not, this is no place to begin at for the target
     */
    boolean start(MediaPacket packet, LayerTarget target);

    /** What the viewer wants from the next picture on. */
    void setTarget(LayerTarget target);

    /** Judges a packet of the encoding after the first, as {@link LayerSelector#select} does. */
    int select(MediaPacket packet);

    /** Whether the viewer's picture ends with a packet that passed. */
    boolean marker(MediaPacket packet);

    /** See {@link LayerSelector#mayEndPicture}. */
    default boolean mayEndPicture(MediaPacket packet) {
        return false;
    }

    /** See {@link LayerSelector#endPicture}. */
    default void endPicture(MediaPacket packet) {}

    /** Whether only a key frame gives the viewer the spatial layer it wants. */
    boolean awaitsKeyFrame();

    /** The highest spatial layer that passes. */
    int spatial();

    /** The highest temporal layer that passes. */
    int temporal();
}
