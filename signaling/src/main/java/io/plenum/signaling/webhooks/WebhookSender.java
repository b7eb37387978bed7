package io.plenum.signaling.webhooks;

import io.plenum.bridge.api.LogContext;
import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to every receiver, those of a room in their order: the next goes when the one before
 * has arrived or was given up. Rooms do not wait for each other, and nobody waits for a receiver:
 * what does not fit into the queue is dropped and counted.
 */
final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final int MAX_AT_ONCE = 16;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofMillis(1_500);

    private final List<Receiver> receivers;
    private final TokenMint signer;
    private final SignallingCounters counters;
    private final Limits limits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, Queue<WebhookEvent>> lanes = new HashMap<>();
    private int queued;

    /**
     * How hard it tries.
     *
     * @param queue events that may wait, over all receivers
     * @param attempts for each event
     * @param firstPause before the second attempt; doubles with each
     */
    record Limits(int queue, int attempts, Duration firstPause) {
        /** Half a minute for each event, as many events as fit into some ten megabytes. */
        static final Limits STANDARD = new Limits(20_000, 6, Duration.ofSeconds(1));
    }

    /** Where events go, and how many at once: one that hangs does not hold up another. */
    private record Receiver(URI url, Semaphore atOnce) {}

    /** Events that must stay in order. */
    private record Lane(Receiver receiver, String room) {}

    WebhookSender(
            List<URI> receivers, TokenMint signer, SignallingCounters counters, Limits limits) {
        this.receivers =
                receivers.stream()
                        .map(url -> new Receiver(url, new Semaphore(MAX_AT_ONCE)))
                        .toList();
        this.signer = signer;
        this.counters = counters;
        this.limits = limits;
        client =
                HttpClient.newBuilder()
                        .connectTimeout(DEADLINE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** Queues an event for each receiver; never waits. */
    void offer(WebhookEvent event) {
        for (Receiver receiver : receivers) {
            Lane lane = new Lane(receiver, event.room().name());
            lock.lock();
            try {
                if (queued >= limits.queue()) {
                    counters.increment(SignallingCount.WEBHOOKS_DROPPED);
                    continue;
                }
                Queue<WebhookEvent> waiting = lanes.get(lane);
                boolean idle = waiting == null;
                if (waiting == null) {
                    waiting = new ArrayDeque<>();
                    lanes.put(lane, waiting);
                }
                waiting.add(event);
                queued++;
                if (idle) {
                    threads.execute(() -> run(lane));
                }
            } catch (RejectedExecutionException e) {
                counters.increment(SignallingCount.WEBHOOKS_DROPPED); // the server stops
            } finally {
                lock.unlock();
            }
        }
    }

    private void run(Lane lane) {
        try {
            WebhookEvent event = next(lane);
            while (event != null) {
                deliver(lane.receiver(), event);
                event = next(lane);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
        }
    }

    private @Nullable WebhookEvent next(Lane lane) {
        lock.lock();
        try {
            Queue<WebhookEvent> waiting = lanes.get(lane);
            WebhookEvent event = waiting == null ? null : waiting.poll();
            if (event == null) {
                lanes.remove(lane);
            } else {
                queued--;
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Receiver receiver, WebhookEvent event) throws InterruptedException {
        byte[] body = event.json();
        Duration pause = limits.firstPause();
        String problem = "";
        for (int attempt = 1; attempt <= limits.attempts(); attempt++) {
            receiver.atOnce().acquire();
            int status;
            try {
                status = post(receiver.url(), body);
                problem = "it answered " + status;
            } catch (IOException e) {
                status = 0;
                problem = e.toString();
            } finally {
                receiver.atOnce().release();
            }
            if (status / 100 == 2) {
                counters.increment(SignallingCount.WEBHOOKS_DELIVERED);
                return;
            }
            if (status / 100 == 4 && status != 408 && status != 429) {
                break;
            }
            if (attempt < limits.attempts()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                counters.increment(SignallingCount.WEBHOOKS_RETRIED);
            }
        }
        counters.increment(SignallingCount.WEBHOOKS_FAILED);
        try (LogContext _ = LogContext.of(event.room().name(), null)) {
            LOG.warn(
                    "{} did not take {}: {}",
                    ServerConfig.Hooks.shown(receiver.url()),
                    event.event(),
                    problem);
        }
    }

    private int post(URI receiver, byte[] body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(receiver)
                        .timeout(DEADLINE)
                        .header("Content-Type", "application/webhook+json")
                        .header("Authorization", signer.signBody(body, System.currentTimeMillis()))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        return answer.statusCode();
    }

    /** Gives what is queued a moment to leave, then drops it. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
