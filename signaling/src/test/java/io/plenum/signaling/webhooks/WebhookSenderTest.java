package io.plenum.signaling.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WebhookReceiver;
import io.plenum.signaling.webhooks.WebhookEvent.RoomView;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final SignallingCounters counters = new SignallingCounters();

    private WebhookSender sender(WebhookReceiver receiver, WebhookSender.Limits limits) {
        return new WebhookSender(
                List.of(URI.create(receiver.url())),
                new TokenMint("key", SECRET),
                counters,
                limits);
    }

    private static WebhookEvent event(String room) {
        return new WebhookEvent("room_started", "1", 1, new RoomView(room), null, null);
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsDroppedAndCounted() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                WebhookSender sender =
                        sender(receiver, new WebhookSender.Limits(3, 1, Duration.ofMillis(1)))) {
            receiver.hold();
            sender.offer(event("a"));
            TestServer.await(() -> receiver.requests() == 1, "the first event to be under way");
            for (int i = 0; i < 5; i++) {
                sender.offer(event("a"));
            }
            assertThat(counters.get(SignallingCount.WEBHOOKS_DROPPED)).isEqualTo(2);
        }
    }

    @Test
    void anEventIsGivenUpAfterItsAttempts() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(SECRET);
                WebhookSender sender =
                        sender(receiver, new WebhookSender.Limits(10, 3, Duration.ofMillis(1)))) {
            receiver.fail(3, 500);
            sender.offer(event("a"));
            sender.offer(event("a"));
            TestServer.await(() -> receiver.events().size() == 1, "the second event");
            assertThat(receiver.requests()).isEqualTo(4);
            assertThat(counters.get(SignallingCount.WEBHOOKS_FAILED)).isEqualTo(1);
            assertThat(counters.get(SignallingCount.WEBHOOKS_DROPPED)).isZero();
            assertThat(counters.get(SignallingCount.WEBHOOKS_RETRIED)).isEqualTo(2);
            TestServer.await(
                    () -> counters.get(SignallingCount.WEBHOOKS_DELIVERED) == 1,
                    "the delivery to be counted");
        }
    }
}
