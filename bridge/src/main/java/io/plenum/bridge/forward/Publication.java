package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.KeyFrameRequests;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.ReceiveStream;
import java.util.Arrays;
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
    public static final int MAX_ENCODINGS = 4;

    /**
     * An encoding of which nothing came for so long counts as switched off. Longer than the pause
     * between two pictures of a slide show at one a second, and than a publisher's stall.
     */
    static final long SILENCE_NANOS = 1_500_000_000L;

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

        /** {@link Publication#watched} is another one now. */
        default void onWatchedChanged(Publication publication) {}
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
            link.onAvailable(available, nowNanos);
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
        }
        Outlet[] elsewhere = outlets;
        for (int i = 0; i < elsewhere.length; i++) {
            elsewhere[i].offer(packet);
        }
    }

    /** Slots that show it here. */
    int viewerCount() {
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
            if ((heard & 1 << i) != 0 && nowNanos - lastPacketNanos[i] > SILENCE_NANOS) {
                heard &= ~(1 << i);
            }
        }
        // If everything is silent the picture stands still, and every encoding is as good.
        if (heard != available && heard != 0) {
            setAvailable(heard, nowNanos);
        }
    }

    /** Which encodings the publisher sends has been found out, or told. */
    void setAvailable(int encodings, long nowNanos) {
        available = encodings;
        for (Subscription subscription : subscriptions) {
            subscription.onAvailable(encodings, nowNanos);
        }
        for (Outlet outlet : outlets) {
            outlet.link().onAvailable(encodings, nowNanos);
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

    /** A viewer still waits for a key frame that it has asked for. */
    void remindOfKeyFrame(int encoding, long nowNanos) {
        if (!keyFrameRequests[encoding].pending() || !publisher.repeatsRequests()) {
            requestKeyFrame(encoding, nowNanos);
        }
    }

    void add(Subscription subscription) {
        Subscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        more[subscriptions.length] = subscription;
        subscriptions = more;
        if (more.length == 1) {
            publisher.onWatchedChanged(this);
        }
    }

    void remove(Subscription subscription) {
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
        for (Outlet outlet : outlets.clone()) {
            outlet.close();
        }
    }
}
