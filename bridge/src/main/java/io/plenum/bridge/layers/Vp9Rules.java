package io.plenum.bridge.layers;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.rtp.payload.Vp9Descriptor;

/**
 * Spatial and temporal layers as VP9's own descriptor tells them (RFC 9628 section 4.2), flexible
 * and non-flexible.
 *
 * <p>Spatial layers change between pictures: upwards at a key picture, downwards as soon as the
 * lower layer is whole. Lower layers that no higher one refers to (the Z bit: L3T3_KEY between key
 * pictures, S-modes always) are left out, and then a lower layer is no longer whole until the next
 * key picture. Temporal layers go up behind a switching up point (the U bit) and down at once.
 */
final class Vp9Rules implements LayerRules {
    private static final int ALL_LAYERS = (1 << Vp9Descriptor.MAX_SPATIAL_LAYERS) - 1;

    /** Pictures without the highest layer after which the publisher has given it up. */
    private static final int PICTURES_WITHOUT_TOP = 8;

    private final PictureDecisions pictures = new PictureDecisions();
    private int wantedSpatial;
    private int wantedTemporal;
    private int spatial;
    private int temporal;
    private int layerCount;
    private int highestTemporalSeen;
    private long firstSequence;
    private long keySequence;

    /** Spatial layers of which nothing that could be referred to was left out. */
    private int whole;

    /** Whether the highest layer has come since the key picture, so that others are not needed. */
    private boolean topSeen;

    private int picturesWithoutTop;

    @Override
    public boolean start(MediaPacket packet, LayerTarget target) {
        pictures.clear();
        setTarget(target);
        firstSequence = packet.sequence();
        layerCount = 0;
        highestTemporalSeen = 0;
        temporal = wantedTemporal;
        onKeyPicture(packet);
        return true;
    }

    @Override
    public void setTarget(LayerTarget target) {
        wantedSpatial = target.spatial();
        wantedTemporal = target.temporal();
    }

    @Override
    public int select(MediaPacket packet) {
        if (packet.sequence() < firstSequence) {
            return LayerSelector.DROP;
        }
        int picture = pictures.find(packet.header.timestamp());
        if (picture < 0) {
            picture = pictures.isNew(packet.sequence()) ? onPicture(packet) : onLatePicture(packet);
        }
        if (startsIndependentLayer(packet, picture)) {
            spatial = packet.vp9.spatialId();
            whole = 1 << spatial;
            topSeen = true;
            pictures.clear();
            firstSequence = packet.sequence();
            remember(packet, true, false, false);
            return LayerSelector.START;
        }
        return passes(packet, picture) ? LayerSelector.PASS : LayerSelector.DROP;
    }

    private boolean passes(MediaPacket packet, int picture) {
        if (!pictures.passed(picture)) {
            return false;
        }
        int layer = packet.vp9.spatialId();
        int known = pictures.layer(picture, layer);
        if (known != PictureDecisions.UNKNOWN) {
            return known == PictureDecisions.PASSED;
        }
        boolean pass = layer <= pictures.spatial(picture) && !isSuperfluous(packet, picture);
        pictures.decideLayer(picture, layer, pass);
        if (!pass && packet.sequence() > keySequence) {
            whole &= ~(1 << layer);
        } else if (layer == spatial) {
            topSeen = true;
            picturesWithoutTop = 0;
        }
        return pass;
    }

    /** Whether a layer is below the highest that passes, and nothing that passes refers to it. */
    private boolean isSuperfluous(MediaPacket packet, int picture) {
        int layer = packet.vp9.spatialId();
        boolean unneeded =
                layer < pictures.spatial(picture) && packet.vp9.isNotReferenceForUpperLayers();
        boolean broken = packet.sequence() > keySequence && (whole >>> layer & 1) == 0;
        return unneeded
                && (broken || !pictures.isWhole(picture))
                // What comes late may be the reference of a picture that passed since.
                && !pictures.wasHighestSince(layer, packet.sequence());
    }

    /**
     * Whether a layer that is wanted begins on its own in the middle of a picture, as a key frame
     * of an S-mode does. The lower layer's frame of the same picture has ended it for the viewer,
     * so this must be another picture.
     */
    private boolean startsIndependentLayer(MediaPacket packet, int picture) {
        Vp9Descriptor vp9 = packet.vp9;
        return vp9.isBeginningOfFrame()
                && !vp9.isInterPicturePredicted()
                && !vp9.isInterLayerPredicted()
                && vp9.spatialId() > pictures.spatial(picture)
                && vp9.spatialId() <= wantedSpatial
                && pictures.isNewest(picture);
    }

    private int onPicture(MediaPacket packet) {
        if (isOfKeyPicture(packet)) {
            return onKeyPicture(packet);
        }
        if (++picturesWithoutTop > PICTURES_WITHOUT_TOP) {
            topSeen = false;
        }
        stepDown();
        Vp9Descriptor vp9 = packet.vp9;
        int layer = vp9.temporalId();
        highestTemporalSeen = Math.max(highestTemporalSeen, layer);
        temporal = Math.min(temporal, wantedTemporal);
        boolean inLayers = layer <= temporal;
        boolean pass = layer <= wantedTemporal && referencesPassed(vp9, inLayers);
        if (pass && inLayers && vp9.isSwitchingUpPoint()) {
            temporal = wantedTemporal;
        }
        return remember(packet, pass, !topSeen, false);
    }

    /** Whether the packet belongs to the lowest layer of a picture that refers to no other. */
    private static boolean isOfKeyPicture(MediaPacket packet) {
        return !packet.vp9.isInterPicturePredicted() && packet.vp9.spatialId() == 0;
    }

    private int onKeyPicture(MediaPacket packet) {
        if (packet.vp9.hasScalabilityStructure()) {
            layerCount = packet.vp9.spatialLayerCount();
        }
        spatial = layerCount == 0 ? wantedSpatial : Math.min(wantedSpatial, layerCount - 1);
        temporal = wantedTemporal;
        whole = ALL_LAYERS;
        keySequence = packet.sequence();
        topSeen = false;
        picturesWithoutTop = 0;
        return remember(packet, true, true, true);
    }

    /** Down to the lowest layer that is still whole and not below what is wanted. */
    private void stepDown() {
        for (int layer = wantedSpatial; layer < spatial; layer++) {
            if ((whole >>> layer & 1) != 0) {
                spatial = layer;
                picturesWithoutTop = 0;
                return;
            }
        }
    }

    /**
     * Whether a picture can be decoded, as far as references are told (flexible mode).
     *
     * @param inLayers whether its temporal layer passes: then what is not here yet will pass when
     *     it comes. Above, only what is known to have passed counts.
     */
    private boolean referencesPassed(Vp9Descriptor vp9, boolean inLayers) {
        if (!vp9.isFlexible()) {
            return inLayers;
        }
        int mask = vp9.hasLongPictureId() ? 0x7FFF : 0x7F;
        for (int i = 0; i < vp9.referenceCount(); i++) {
            int at = pictures.findId((vp9.pictureId() - vp9.pictureDifference(i)) & mask);
            if (at < 0 ? !inLayers : !pictures.passed(at)) {
                return false;
            }
        }
        return true;
    }

    private int onLatePicture(MediaPacket packet) {
        int before = pictures.before(packet.sequence());
        int thenSpatial = before < 0 ? spatial : pictures.spatial(before);
        int thenTemporal = before < 0 ? temporal : pictures.temporal(before);
        boolean pass = referencesPassed(packet.vp9, packet.vp9.temporalId() <= thenTemporal);
        return pictures.add(
                packet.header.timestamp(),
                packet.sequence(),
                packet.vp9.pictureId(),
                pass,
                isOfKeyPicture(packet) || (before >= 0 && pictures.isWhole(before)),
                isOfKeyPicture(packet),
                thenSpatial,
                thenTemporal);
    }

    private int remember(MediaPacket packet, boolean pass, boolean allLayers, boolean key) {
        return pictures.add(
                packet.header.timestamp(),
                packet.sequence(),
                packet.vp9.pictureId(),
                pass,
                allLayers,
                key,
                spatial,
                temporal);
    }

    @Override
    public boolean marker(MediaPacket packet) {
        if (packet.header.marker()) {
            return true;
        }
        int picture = pictures.find(packet.header.timestamp());
        return picture >= 0
                && packet.vp9.isEndOfFrame()
                && packet.vp9.spatialId() == pictures.spatial(picture);
    }

    @Override
    public boolean awaitsKeyFrame() {
        int reachable = layerCount == 0 ? spatial : layerCount - 1;
        int ideal = Math.min(wantedSpatial, reachable);
        boolean lowerWhole = (~whole & ((1 << spatial) - 1)) == 0;
        return ideal > spatial
                || (ideal < spatial && (whole >>> ideal & 1) == 0)
                || (picturesWithoutTop > PICTURES_WITHOUT_TOP && !lowerWhole);
    }

    @Override
    public int spatial() {
        return layerCount == 0 ? spatial : Math.min(spatial, layerCount - 1);
    }

    @Override
    public int temporal() {
        return Math.min(temporal, highestTemporalSeen);
    }
}
