package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;

/**
 * Decides, packet by packet, what of a video publication passes to one viewer. A viewer begins, and
 * changes its encoding, at a key frame.
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
public final class LayerSelector {
    /** The packet does not pass. */
    public static final int DROP = 0;

    /** The packet passes and continues what passed before. */
    public static final int PASS = 1;

    /** The packet passes and begins something new: another source or another encoding. */
    public static final int START = 2;

    private LayerTarget target = LayerTarget.ALL;
    private int encoding = -1;

    /** What the viewer wants from now on. */
    public void setTarget(LayerTarget wanted) {
        target = wanted;
    }

    /** What the viewer wants. */
    public LayerTarget target() {
        return target;
    }

    /**
     * Which encodings the publisher sends at present.
     *
     * @param encodings encoding 0 in the lowest bit
     */
    public void setAvailable(int encodings) {}

    /** The viewer begins anew, with the next key frame. */
    public void restart() {
        encoding = -1;
    }

    /**
     * Judges a packet: {@link #DROP}, {@link #PASS} or {@link #START}.
     *
     * @param packet of any encoding of the publication, in the order of arrival: it may be late
     */
    public int select(MediaPacket packet) {
        if (encoding >= 0) {
            return PASS;
        }
        if (!packet.keyFrameStart()) {
            return DROP;
        }
        encoding = 0;
        return START;
    }

    /** The marker bit of the packet that passed last: whether the viewer's picture ends with it. */
    public boolean marker(MediaPacket packet) {
        return packet.header.marker();
    }

    /** The encoding whose key frame the viewer waits for, or -1. */
    public int awaitedEncoding() {
        return encoding < 0 ? 0 : -1;
    }

    /** The encoding that passes now, or -1 before the first packet. */
    public int encoding() {
        return encoding;
    }

    /** The highest spatial layer that passes now, or -1 before the first packet. */
    public int spatial() {
        return encoding < 0 ? -1 : 0;
    }

    /** The highest temporal layer that passes now, or -1 before the first packet. */
    public int temporal() {
        return encoding < 0 ? -1 : 0;
    }
}
