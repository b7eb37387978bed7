package io.plenum.bridge.forward;

import io.plenum.bridge.allocation.LayerTable;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.KeyFrameRequests;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.receive.SharedTimes;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One source that a participant publishes, in one encoding or several (simulcast, RFC 8853), and
 * who watches it. Hides where its packets come from: a peer on this loop, or through a {@link
 * Mirror} another loop. Viewers on other loops watch it through an {@link Outlet} each loop.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Publication {
    /** Encodings of one publication that are told apart; further ones are not forwarded. */
    public static final int MAX_ENCODINGS = LayerTable.MAX_ENCODINGS;

    /**
     * An encoding of which nothing came for so long counts as switched off. Longer than the pause
     * between two pictures of a slide show at one a second, and than a publisher's stall.
     */
    static final long SILENCE_NANOS = 1_500_000_000L;

    /** The same for one that the publisher was told to switch off: it does as it was told. */
    private static final long SUSPENDED_SILENCE_NANOS = 300_000_000L;

    /** How often it is looked whether an encoding is not taken any more. */
    private static final long DEMAND_NANOS = 200_000_000L;

    /** The side that packets come from. */
    public interface Publisher {
        /** A viewer of this publication needs a key frame of an encoding. */
        void onKeyFrameWanted(Publication publication, int encoding, long nowNanos);

        /**
         * Whether {@link Publication#keyFrameRequests} are repeated here until they are answered,
         * so that nobody who still waits has to say so again.
         */
        default boolean repeatsRequests() {
            return true;
        }

        /** Whether this is a mirror: others than its own viewers may be sent the same. */
        default boolean isElsewhere() {
            return false;
        }

        /** {@link Publication#watched} is another one now. */
        default void onWatchedChanged(Publication publication) {}

        /** {@link Publication#takenEncodings} are others now. */
        default void onTakenChanged(Publication publication, long nowNanos) {}

        /**
         * Whether {@link #onEncodingsWanted} is of use, because packets come from the publisher
         * itself.
         */
        default boolean canSuspend() {
            return true;
        }

        /**
         * Other encodings than before are worth sending.
         *
         * @param encodings those that are, encoding 0 in the lowest bit
         */
        default void onEncodingsWanted(Publication publication, int encodings) {}
    }

    /** Told how loud an audio publication is. */
    @FunctionalInterface
    public interface LevelListener {
        /**
         * The audio level of a packet (RFC 6464).
         *
         * @param level 0 for the loudest to 127 for silence, -dBov
         */
        void onLevel(int level, long nowNanos);
    }

    private static final Subscription[] NONE = {};
    private static final Outlet[] NO_OUTLETS = {};

    private final String id;
    private final Publisher publisher;
    private final KeyFrameRequests[] keyFrameRequests = new KeyFrameRequests[MAX_ENCODINGS];
    private final @Nullable CodecParameters[] codecByPayloadType =
            new @Nullable CodecParameters[128];
    private final @Nullable CodecParameters[] repairedByPayloadType =
            new @Nullable CodecParameters[128];
    private final @Nullable ReceiveStream[] streams = new @Nullable ReceiveStream[MAX_ENCODINGS];
    private final long[] lastPacketNanos = new long[MAX_ENCODINGS];
    private PublicationParameters parameters;
    private Subscription[] subscriptions = NONE;
    private Outlet[] outlets = NO_OUTLETS;
    private final List<Subscription> paused = new ArrayList<>();
    private final LayerTable layers = new LayerTable();
    private final EncodingDemand demand = new EncodingDemand();
    private final int[] keyFrameTimestamps = new int[MAX_ENCODINGS];
    private int taken;
    private long demandNanos;
    private boolean speaking;
    private int obtainable;
    private int watchedOutlets;
    private int midId;
    private int transportSequenceId;
    private int audioLevelId;
    private @Nullable LevelListener levelListener;
    private int available;
    private boolean started;

    /**
     * @param parameters as negotiated
     * @param publisher told when a key frame is needed
     */
    public Publication(PublicationParameters parameters, Publisher publisher) {
        this.id = parameters.publication();
        this.publisher = publisher;
        this.parameters = parameters;
        for (int i = 0; i < MAX_ENCODINGS; i++) {
            keyFrameRequests[i] = new KeyFrameRequests();
        }
        update(parameters);
    }

    /** Unique in its room. */
    public String id() {
        return id;
    }

    /** As negotiated last. */
    public PublicationParameters parameters() {
        return parameters;
    }

    /** Audio or video. */
    public MediaKind kind() {
        return parameters.kind();
    }

    /** Encodings as negotiated, 1 to {@link #MAX_ENCODINGS}. */
    public int encodingCount() {
        return Math.clamp(parameters.encodings().size(), 1, MAX_ENCODINGS);
    }

    /** When to ask its publisher for a key frame of an encoding. */
    public KeyFrameRequests keyFrameRequests(int encoding) {
        return keyFrameRequests[encoding];
    }

    /** Takes newly negotiated parameters. Viewers map payload types and extensions anew. */
    public void update(PublicationParameters negotiated) {
        parameters = negotiated;
        layers.setNegotiated(encodingCount());
        Arrays.fill(codecByPayloadType, null);
        Arrays.fill(repairedByPayloadType, null);
        for (CodecParameters codec : negotiated.codecs()) {
            codecByPayloadType[codec.payloadType()] = codec;
            if (codec.rtxPayloadType() >= 0) {
                repairedByPayloadType[codec.rtxPayloadType()] = codec;
            }
        }
        midId = extensionId(HeaderExtension.MID);
        transportSequenceId = extensionId(HeaderExtension.TRANSPORT_CC);
        audioLevelId = extensionId(HeaderExtension.AUDIO_LEVEL);
        int descriptorId = extensionId(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        for (ReceiveStream stream : streams) {
            if (stream != null) {
                stream.setDescriptorId(descriptorId);
            }
        }
        for (Subscription subscription : subscriptions) {
            subscription.onSourceUpdated();
        }
        for (Subscription subscription : paused) {
            subscription.onSourceUpdated();
        }
        for (Outlet outlet : outlets) {
            outlet.link().onUpdated(negotiated);
        }
    }

    /** Identifier of a header extension in the publisher's section, or 0 if it has none. */
    public int extensionId(HeaderExtension extension) {
        return parameters.extensions().getOrDefault(extension, 0);
    }

    /** Identifier of the MID extension in the publisher's section, or 0. */
    public int midId() {
        return midId;
    }

    /** Identifier of the transport-wide sequence number in the publisher's section, or 0. */
    public int transportSequenceId() {
        return transportSequenceId;
    }

    /** What a payload type stands for, or null if it was not negotiated. */
    public @Nullable CodecParameters codec(int payloadType) {
        return codecByPayloadType[payloadType & 0x7F];
    }

    /** The codec whose retransmissions (RFC 4588) have this payload type, or null. */
    public @Nullable CodecParameters repairedCodec(int payloadType) {
        return repairedByPayloadType[payloadType & 0x7F];
    }

    /** The encoding that the session description gives this SSRC, or -1. */
    public int encodingOfSsrc(int ssrc) {
        return indexOf(encoding -> encoding.ssrc() == Integer.toUnsignedLong(ssrc));
    }

    /** The encoding whose retransmissions have this SSRC in the session description, or -1. */
    public int encodingOfRtxSsrc(int ssrc) {
        return indexOf(encoding -> encoding.rtxSsrc() == Integer.toUnsignedLong(ssrc));
    }

    /** The encoding with this restriction identifier (RFC 8851), or -1. */
    public int encodingOfRid(String rid) {
        return indexOf(encoding -> rid.equals(encoding.rid()));
    }

    private int indexOf(Predicate<EncodingParameters> wanted) {
        for (int i = 0; i < Math.min(parameters.encodings().size(), MAX_ENCODINGS); i++) {
            if (wanted.test(parameters.encodings().get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The stream whose packets an encoding carries now, or null before the first. */
    public @Nullable ReceiveStream stream(int encoding) {
        return streams[encoding];
    }

    /**
     * The stream behind an encoding was found or replaced (the publisher changed its SSRC). Viewers
     * that show it begin anew.
     */
    public void setStream(ReceiveStream found) {
        int encoding = found.encoding();
        ReceiveStream before = streams[encoding];
        streams[encoding] = found;
        found.setDescriptorId(extensionId(HeaderExtension.DEPENDENCY_DESCRIPTOR));
        if (before != null && before != found) {
            for (Subscription subscription : subscriptions) {
                subscription.onStreamReplaced(before);
            }
        }
    }

    /** Its packets come from streams that are yet to be told. */
    void forgetStreams() {
        Arrays.fill(streams, null);
    }

    /** Who is told how loud it is, or null. */
    public void setLevelListener(@Nullable LevelListener listener) {
        levelListener = listener;
    }

    /** Whether a packet has arrived; the first call after that answers true once. */
    public boolean startedNow() {
        boolean first = !started;
        started = true;
        return first;
    }

    /** Whether anyone watches, here or elsewhere. */
    public boolean watched() {
        return subscriptions.length > 0 || watchedOutlets > 0;
    }

    /** Mirrors the publication through a link, until the outlet or the publication is closed. */
    public Outlet mirror(MirrorLink link, Counters counters, long nowNanos) {
        Outlet outlet = new Outlet(this, link, counters);
        Outlet[] more = Arrays.copyOf(outlets, outlets.length + 1);
        more[outlets.length] = outlet;
        outlets = more;
        if (available != 0) {
            link.onAvailable(available, obtainable, nowNanos);
        }
        return outlet;
    }

    void remove(Outlet gone) {
        outlets = Arrays.stream(outlets).filter(each -> each != gone).toArray(Outlet[]::new);
    }

    void onOutletWatched(boolean watched) {
        watchedOutlets += watched ? 1 : -1;
    }

    /**
     * A packet was accepted; it goes to other loops at once, and is offered to the viewers later.
     * Runs once per inbound packet and allocates nothing.
     */
    void note(MediaPacket packet) {
        int encoding = packet.encoding();
        if (packet.arrivalNanos() - lastPacketNanos[encoding] > SILENCE_NANOS) {
            keyFrameRequests[encoding].onSourceBack(packet.arrivalNanos());
        }
        lastPacketNanos[encoding] = packet.arrivalNanos();
        if ((available & 1 << encoding) == 0) {
            setAvailable(available | 1 << encoding, packet.arrivalNanos());
        }
        if (levelListener != null && audioLevelId != 0 && packet.extensions.find(audioLevelId)) {
            int level = packet.buffer()[packet.extensions.elementOffset()];
            levelListener.onLevel(level & 0x7F, packet.arrivalNanos());
        }
        if (packet.keyFrameStart()) {
            keyFrameRequests[encoding].onKeyFrame(packet.arrivalNanos());
            keyFrameTimestamps[encoding] = packet.header.timestamp();
            noteResolutions(packet);
        }
        if (packet.format() != PayloadFormat.OTHER) {
            layers.onPacket(
                    encoding,
                    packet.spatialId(),
                    packet.temporalId(),
                    packet.header.timestamp() == keyFrameTimestamps[encoding],
                    isNeededAbove(packet),
                    packet.payloadLength());
        }
        Outlet[] elsewhere = outlets;
        for (int i = 0; i < elsewhere.length; i++) {
            elsewhere[i].offer(packet);
        }
    }

    private void noteResolutions(MediaPacket packet) {
        int encoding = packet.encoding();
        if (packet.describesLayers()) {
            if (packet.descriptor.structure().hasResolutions()) {
                for (int i = 0; i < packet.descriptor.structure().spatialLayerCount(); i++) {
                    layers.setResolution(
                            encoding,
                            i,
                            packet.descriptor.structure().width(i),
                            packet.descriptor.structure().height(i));
                }
            }
        }
        if (packet.format() == PayloadFormat.VP8) {
            layers.setResolution(encoding, 0, packet.vp8.width(), packet.vp8.height());
        } else if (packet.format() == PayloadFormat.VP9 && packet.vp9.hasScalabilityStructure()) {
            for (int i = 0; i < packet.vp9.spatialLayerCount(); i++) {
                layers.setResolution(encoding, i, packet.vp9.width(i), packet.vp9.height(i));
            }
        }
    }

    /** Whether whoever is sent a higher spatial layer of the picture must be sent this one too. */
    private static boolean isNeededAbove(MediaPacket packet) {
        if (!packet.describesLayers()) {
            return packet.format() == PayloadFormat.VP9
                    && packet.payloadLength() > 0
                    && !packet.vp9.isNotReferenceForUpperLayers();
        }
        DependencyDescriptor descriptor = packet.descriptor;
        if (descriptor.structure().spatialLayerCount() == 1) {
            return false;
        }
        int spatial = descriptor.spatialId();
        for (int target = 0; target < descriptor.decodeTargetCount(); target++) {
            if (descriptor.structure().decodeTargetSpatialId(target) > spatial
                    && descriptor.decodeTargetIndication(target)
                            != DependencyDescriptor.NOT_PRESENT) {
                return true;
            }
        }
        return false;
    }

    /** What it has to give, for those who divide a viewer's bandwidth. */
    public LayerTable layers() {
        return layers;
    }

    /** Whether it shows the dominant speaker. */
    public boolean speaking() {
        return speaking;
    }

    /** Notes whether it shows the dominant speaker. */
    public void setSpeaking(boolean speaks) {
        speaking = speaks;
    }

    /**
     * Looks what it has to give, and which encodings somebody takes. Called several times a second
     * by its publisher and by its viewers; does something if it is time.
     */
    public void upkeep(long nowNanos) {
        layers.measure(nowNanos);
        if (kind() == MediaKind.VIDEO && nowNanos - demandNanos >= 0) {
            demandNanos = SharedTimes.last(nowNanos + DEMAND_NANOS, DEMAND_NANOS);
            int now = 0;
            for (Subscription subscription : subscriptions) {
                now |= subscription.takenEncodings();
            }
            for (Outlet outlet : outlets) {
                now |= outlet.takenEncodings();
            }
            setTaken(now, nowNanos);
        }
    }

    /** A viewer takes these encodings, from now on or still. */
    void onTaken(int encodings, long nowNanos) {
        if (kind() == MediaKind.VIDEO && (encodings & ~taken) != 0) {
            setTaken(taken | encodings, nowNanos);
        }
    }

    private void setTaken(int encodings, long nowNanos) {
        boolean changed = encodings != taken;
        taken = encodings;
        if (changed) {
            publisher.onTakenChanged(this, nowNanos);
        }
        if (encodingCount() > 1 && publisher.canSuspend()) {
            boolean asks = demand.update(taken, available, nowNanos);
            setObtainable(available, demand.obtainable(), nowNanos);
            if (asks) {
                publisher.onEncodingsWanted(this, demand.wanted());
            }
        }
    }

    /** Encodings that somebody is or is to be sent, here or elsewhere, as of the last look. */
    public int takenEncodings() {
        return taken;
    }

    /** Slots that show it here. */
    public int viewerCount() {
        return subscriptions.length;
    }

    /** Offers packets to every viewer, all to one before any to the next. Allocates nothing. */
    void offer(MediaPacket[] packets, int count) {
        Subscription[] targets = subscriptions; // replaced as a whole on subscribe and unsubscribe
        for (int i = 0; i < targets.length; i++) {
            Subscription target = targets[i];
            for (int k = 0; k < count; k++) {
                target.offer(packets[k]);
            }
        }
    }

    /** Which encodings the publisher sends at present, encoding 0 in the lowest bit. */
    public int available() {
        return available;
    }

    /** Finds encodings that have fallen silent; called several times a second. */
    public void checkSilence(long nowNanos) {
        if (encodingCount() == 1) {
            return; // nothing else could be shown instead
        }
        int heard = available;
        for (int i = 0; i < MAX_ENCODINGS; i++) {
            long silence = demand.isSuspended(i) ? SUSPENDED_SILENCE_NANOS : SILENCE_NANOS;
            if ((heard & 1 << i) != 0 && nowNanos - lastPacketNanos[i] > silence) {
                heard &= ~(1 << i);
            }
        }
        // If everything is silent the picture stands still, and every encoding is as good.
        if (heard != available && heard != 0) {
            setAvailable(heard, nowNanos);
        }
    }

    private void setAvailable(int encodings, long nowNanos) {
        setObtainable(encodings, obtainable, nowNanos);
    }

    /**
     * Which encodings the publisher sends has been found out, or told.
     *
     * @param encodings those that come, encoding 0 in the lowest bit
     * @param others those that would come if they were wanted
     */
    void setObtainable(int encodings, int others, long nowNanos) {
        boolean differ = encodings != available;
        if (!differ && others == obtainable) {
            return;
        }
        available = encodings;
        obtainable = others;
        layers.setEncodings(encodings | others);
        if (differ) {
            for (Subscription subscription : subscriptions) {
                subscription.onAvailable(encodings, nowNanos);
            }
        }
        for (Outlet outlet : outlets) {
            outlet.link().onAvailable(encodings, others, nowNanos);
        }
    }

    /**
     * A viewer cannot go on without a key frame. Audio has none and ignores it.
     *
     * @param encoding of which, 0 to {@link #MAX_ENCODINGS} - 1
     */
    public void requestKeyFrame(int encoding, long nowNanos) {
        if (kind() == MediaKind.VIDEO) {
            keyFrameRequests[encoding].request(nowNanos);
            publisher.onKeyFrameWanted(this, encoding, nowNanos);
        }
    }

    /**
     * A viewer said that it cannot go on without a key frame, perhaps before the last one reached
     * it.
     *
     * @param encoding which it is shown, 0 to {@link #MAX_ENCODINGS} - 1
     * @param viewerRoundTripNanos to the viewer and back
     */
    public void requestKeyFrameByViewer(int encoding, long nowNanos, long viewerRoundTripNanos) {
        if (kind() == MediaKind.VIDEO) {
            keyFrameRequests[encoding].requestByViewer(nowNanos, viewerRoundTripNanos);
            if (keyFrameRequests[encoding].pending()) {
                publisher.onKeyFrameWanted(this, encoding, nowNanos);
            }
        }
    }

    /** Whether anybody but a viewer is sent an encoding, here or elsewhere. */
    @SuppressWarnings("ReferenceEquality") // a subscription is itself, not a value
    boolean isShared(int encoding, Subscription viewer) {
        for (Subscription other : subscriptions) {
            if (other != viewer && other.layers().encoding() == encoding) {
                return true;
            }
        }
        for (Outlet outlet : outlets) {
            if ((outlet.takenEncodings() & 1 << encoding) != 0) {
                return true;
            }
        }
        return publisher.isElsewhere();
    }

    /** A viewer still waits for a key frame that it has asked for. */
    void remindOfKeyFrame(int encoding, long nowNanos) {
        if (!keyFrameRequests[encoding].pending() || !publisher.repeatsRequests()) {
            requestKeyFrame(encoding, nowNanos);
        }
    }

    /**
     * @param flows whether it is sent what comes; see {@link #setFlowing}
     */
    void add(Subscription subscription, boolean flows) {
        if (flows) {
            addFlowing(subscription);
        } else {
            paused.add(subscription);
        }
    }

    private void addFlowing(Subscription subscription) {
        Subscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        more[subscriptions.length] = subscription;
        subscriptions = more;
        if (more.length == 1) {
            publisher.onWatchedChanged(this);
        }
    }

    /** A subscription that does not flow is offered nothing, and counts as nobody who watches. */
    void setFlowing(Subscription subscription, boolean flows) {
        remove(subscription);
        add(subscription, flows);
    }

    void remove(Subscription subscription) {
        if (paused.remove(subscription)) {
            return;
        }
        Subscription[] before = subscriptions;
        for (int i = 0; i < before.length; i++) {
            if (before[i] == subscription) {
                Subscription[] fewer = new Subscription[before.length - 1];
                System.arraycopy(before, 0, fewer, 0, i);
                System.arraycopy(before, i + 1, fewer, i, before.length - i - 1);
                subscriptions = fewer;
                if (fewer.length == 0) {
                    publisher.onWatchedChanged(this);
                }
                return;
            }
        }
    }

    /** The source is gone: its viewers show nothing, here and elsewhere. */
    public void close() {
        for (Subscription subscription : subscriptions.clone()) {
            subscription.show(null, 0);
        }
        for (Subscription subscription : List.copyOf(paused)) {
            subscription.show(null, 0);
        }
        for (Outlet outlet : outlets.clone()) {
            outlet.close();
        }
    }
}
