package io.plenum.signaling.webhooks;

import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import io.plenum.signaling.rooms.RoomEvent;
import io.plenum.signaling.rooms.RoomObserver;
import io.plenum.signaling.webhooks.WebhookEvent.ParticipantView;
import io.plenum.signaling.webhooks.WebhookEvent.RoomView;
import io.plenum.signaling.webhooks.WebhookEvent.TrackView;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes webhooks of what happens in rooms. */
public final class Webhooks implements RoomObserver, AutoCloseable {
    /** Reasons of {@code bye} with which nobody meant to leave. */
    private static final Set<String> ABORTED = Set.of("media-failed", "connection-lost", "timeout");

    private final WebhookSender sender;

    /**
     * Sends to these receivers from now on.
     *
     * @param signer whose signature receivers check
     */
    public Webhooks(List<URI> receivers, TokenMint signer, SignallingCounters counters) {
        sender = new WebhookSender(receivers, signer, counters, WebhookSender.Limits.STANDARD);
    }

    @Override
    public void onEvent(RoomEvent event) {
        switch (event) {
            case RoomEvent.RoomStarted e -> send("room_started", e, null, null);
            case RoomEvent.RoomFinished e -> send("room_finished", e, null, null);
            case RoomEvent.ParticipantJoined e ->
                    send("participant_joined", e, view(e.participant(), e.identity()), null);
            case RoomEvent.ParticipantLeft e ->
                    send(
                            ABORTED.contains(e.reason())
                                    ? "participant_connection_aborted"
                                    : "participant_left",
                            e,
                            view(e.participant(), e.identity()),
                            null);
            case RoomEvent.PublicationStarted e ->
                    send("track_published", e, view(e.participant(), null), view(e.publication()));
            case RoomEvent.PublicationEnded e ->
                    send(
                            "track_unpublished",
                            e,
                            view(e.participant(), null),
                            view(e.publication()));
        }
    }

    private static ParticipantView view(
            ServerMessage.ParticipantView who, @Nullable String identity) {
        return new ParticipantView(
                who.id(),
                identity == null ? who.id() : identity,
                who.name(),
                who.metadata(),
                who.attributes());
    }

    private static TrackView view(PublicationView publication) {
        return new TrackView(
                publication.id(),
                publication.kind().equals("audio") ? "AUDIO" : "VIDEO",
                switch (publication.source()) {
                    case "camera" -> "CAMERA";
                    case "microphone" -> "MICROPHONE";
                    case "screen" -> "SCREEN_SHARE";
                    default -> "SCREEN_SHARE_AUDIO";
                },
                publication.muted());
    }

    private void send(
            String name,
            RoomEvent event,
            @Nullable ParticipantView participant,
            @Nullable TrackView track) {
        sender.offer(
                new WebhookEvent(
                        name,
                        UUID.randomUUID().toString(),
                        TimeUnit.MILLISECONDS.toSeconds(event.atMillis()),
                        new RoomView(event.room()),
                        participant,
                        track));
    }

    /** Gives what is queued a moment to leave. */
    @Override
    public void close() {
        sender.close();
    }
}
