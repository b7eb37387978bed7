package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;

/**
 * One spatial layer with temporal layers that the payload tells: VP8 and H.265. H.264, and AV1
 * without a dependency descriptor, tell none and pass as they are.
 *
 * <p>Upwards only where the codec says that a layer refers to nothing of its past, downwards with
 * the next picture.
 */
final class TemporalRules implements LayerRules {
    private final PictureDecisions pictures = new PictureDecisions();
    private int wanted;
    private int temporal;
    private int highestSeen;
    private long firstSequence;

    @Override
    public boolean start(MediaPacket packet, LayerTarget target) {
        pictures.clear();
        wanted = target.temporal();
        temporal = wanted;
        highestSeen = 0;
        firstSequence = packet.sequence();
        remember(packet, true);
        return true;
    }

    @Override
    public void setTarget(LayerTarget target) {
        wanted = target.temporal();
    }

    @Override
    public int select(MediaPacket packet) {
        int known = pictures.find(packet.header.timestamp());
        if (known >= 0) {
            return pictures.passed(known) ? LayerSelector.PASS : LayerSelector.DROP;
        }
        if (packet.sequence() < firstSequence) {
            return LayerSelector.DROP;
        }
        int layer = layer(packet);
        if (!pictures.isNew(packet.sequence())) {
            int before = pictures.before(packet.sequence());
            int then = before < 0 ? temporal : pictures.temporal(before);
            boolean pass = layer <= then;
            pictures.add(
                    packet.header.timestamp(), packet.sequence(), -1, pass, false, false, 0, then);
            return pass ? LayerSelector.PASS : LayerSelector.DROP;
        }
        highestSeen = Math.max(highestSeen, layer);
        temporal = next(packet, layer);
        boolean pass = layer <= temporal;
        remember(packet, pass);
        return pass ? LayerSelector.PASS : LayerSelector.DROP;
    }

    private int next(MediaPacket packet, int layer) {
        if (wanted <= temporal || packet.keyFrameStart()) {
            return wanted;
        }
        if (layer != temporal + 1) {
            return temporal;
        }
        return switch (packet.format()) {
            case VP8 -> packet.vp8.isLayerSync() ? layer : temporal;
            case H265 -> {
                if (packet.h265.isTemporalAccess()) {
                    yield wanted;
                }
                yield packet.h265.isStepwiseTemporalAccess() ? layer : temporal;
            }
            case VP9, H264, AV1, OTHER -> wanted;
        };
    }

    private static int layer(MediaPacket packet) {
        return switch (packet.format()) {
            case VP8, H265 -> packet.temporalId();
            case VP9, H264, AV1, OTHER -> 0;
        };
    }

    private void remember(MediaPacket packet, boolean pass) {
        pictures.add(
                packet.header.timestamp(), packet.sequence(), -1, pass, false, false, 0, temporal);
    }

    @Override
    public boolean marker(MediaPacket packet) {
        return packet.header.marker();
    }

    @Override
    public boolean awaitsKeyFrame() {
        return false;
    }

    @Override
    public int spatial() {
        return 0;
    }

    @Override
    public int temporal() {
        return Math.min(temporal, highestSeen);
    }
}
