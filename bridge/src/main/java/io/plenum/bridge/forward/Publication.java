package io.plenum.bridge.forward;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.KeyFrameRequests;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.ReceiveStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One source that a participant publishes, and who watches it. Hides where its packets come from: a
 * peer on this loop today, another loop or host through a pipe later.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Publication {
    /** The side that packets come from. */
    public interface Publisher {
        /** A viewer of this publication needs a key frame. */
        void onKeyFrameWanted(Publication publication, long nowNanos);
    }

    private static final Subscription[] NONE = {};

    private final String id;
    private final Publisher publisher;
    private final KeyFrameRequests keyFrameRequests = new KeyFrameRequests();
    private final @Nullable CodecParameters[] codecByPayloadType =
            new @Nullable CodecParameters[128];
    private PublicationParameters parameters;
    private Subscription[] subscriptions = NONE;
    private @Nullable ReceiveStream stream;
    private boolean started;

    /**
     * @param parameters as negotiated
     * @param publisher told when a key frame is needed
     */
    public Publication(PublicationParameters parameters, Publisher publisher) {
        this.id = parameters.publication();
        this.publisher = publisher;
        this.parameters = parameters;
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

    /** When to ask its publisher for a key frame. */
    public KeyFrameRequests keyFrameRequests() {
        return keyFrameRequests;
    }

    /** Takes newly negotiated parameters. Viewers map payload types and extensions anew. */
    public void update(PublicationParameters negotiated) {
        parameters = negotiated;
        Arrays.fill(codecByPayloadType, null);
        for (CodecParameters codec : negotiated.codecs()) {
            codecByPayloadType[codec.payloadType()] = codec;
        }
        for (Subscription subscription : subscriptions) {
            subscription.onSourceUpdated();
        }
    }

    /** What a payload type stands for, or null if it was not negotiated. */
    public @Nullable CodecParameters codec(int payloadType) {
        return codecByPayloadType[payloadType & 0x7F];
    }

    /** The stream whose packets it carries now, or null before the first. */
    public @Nullable ReceiveStream stream() {
        return stream;
    }

    /**
     * The stream behind this publication was found or replaced (the publisher changed its SSRC).
     * Viewers begin anew with it.
     */
    public void setStream(ReceiveStream found) {
        if (stream != null && stream != found) {
            for (Subscription subscription : subscriptions) {
                subscription.restart();
            }
        }
        stream = found;
    }

    /** Whether a packet has arrived; the first call after that answers true once. */
    public boolean startedNow() {
        boolean first = !started;
        started = true;
        return first;
    }

    /** Whether anyone watches. */
    public boolean watched() {
        return subscriptions.length > 0;
    }

    /** Offers one packet to every viewer. Runs once per inbound packet and allocates nothing. */
    public void onPacket(MediaPacket packet) {
        if (packet.keyFrameStart()) {
            keyFrameRequests.onKeyFrame();
        }
        Subscription[] targets = subscriptions; // replaced as a whole on subscribe and unsubscribe
        for (int i = 0; i < targets.length; i++) {
            targets[i].offer(packet);
        }
    }

    /** A viewer cannot go on without a key frame. Audio has none and ignores it. */
    public void requestKeyFrame(long nowNanos) {
        if (kind() == MediaKind.VIDEO) {
            keyFrameRequests.request();
            publisher.onKeyFrameWanted(this, nowNanos);
        }
    }

    void add(Subscription subscription) {
        Subscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        more[subscriptions.length] = subscription;
        subscriptions = more;
    }

    void remove(Subscription subscription) {
        Subscription[] before = subscriptions;
        for (int i = 0; i < before.length; i++) {
            if (before[i] == subscription) {
                Subscription[] fewer = new Subscription[before.length - 1];
                System.arraycopy(before, 0, fewer, 0, i);
                System.arraycopy(before, i + 1, fewer, i, before.length - i - 1);
                subscriptions = fewer;
                return;
            }
        }
    }

    /** The source is gone: its viewers show nothing. */
    public void close() {
        for (Subscription subscription : subscriptions.clone()) {
            subscription.show(null, 0);
        }
    }
}
