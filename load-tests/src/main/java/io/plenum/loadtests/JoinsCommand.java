package io.plenum.loadtests;

import io.plenum.loadtests.report.DelayHistogram;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./plenum load joins}: how soon joins are answered when many come. No media. */
@Command(
        name = "joins",
        description =
                "WebSocket participants without media join, evenly over some seconds, and stay"
                        + " until the last is in. Prints how soon each was answered.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class JoinsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--url", description = "Address of the server.")
    private URI url = URI.create("http://localhost:8080/");

    @Option(names = "--rooms", description = "Rooms side by side.")
    private int rooms = 50;

    @Option(names = "--participants", description = "In all rooms together.")
    private int participants = 1_000;

    @Option(names = "--seconds", description = "Over which they come.")
    private double seconds = 8;

    @Option(names = "--p99-millis", description = "Fail if more than 1 %% wait longer.")
    private long p99Millis = 500;

    private final AtomicLong messages = new AtomicLong();

    /** One WebSocket and when it asked and was answered. */
    private final class Joiner implements WebSocket.Listener {
        final CompletableFuture<Long> answeredNanos = new CompletableFuture<>();
        private boolean begins = true;

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            if (begins) {
                messages.incrementAndGet();
                if (startsWith(data, "{\"type\":\"joined\"")) {
                    answeredNanos.complete(System.nanoTime());
                } else if (startsWith(data, "{\"type\":\"error\"")) {
                    answeredNanos.completeExceptionally(new IllegalStateException(data.toString()));
                }
            }
            begins = last;
            from.request(1);
            return null;
        }

        private static boolean startsWith(CharSequence data, String prefix) {
            return data.length() >= prefix.length()
                    && prefix.contentEquals(data.subSequence(0, prefix.length()));
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            answeredNanos.completeExceptionally(error);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        DelayHistogram delays = new DelayHistogram();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<WebSocket> open = new ArrayList<>();
        long startNanos = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<?>> done = new ArrayList<>();
            for (int i = 0; i < participants; i++) {
                long dueNanos = (long) (startNanos + i * seconds * 1e9 / participants);
                while (System.nanoTime() - dueNanos < 0) {
                    LockSupport.parkNanos(dueNanos - System.nanoTime());
                }
                done.add(join(client, i, delays, open).exceptionally(e -> note(failures, e)));
            }
            for (CompletableFuture<?> each : done) {
                each.join();
            }
            double took = (System.nanoTime() - startNanos) / 1e9;
            boolean good =
                    failures.isEmpty()
                            && delays.percentileNanos(0.99)
                                    <= TimeUnit.MILLISECONDS.toNanos(p99Millis);
            out.printf(
                    Locale.ROOT,
                    "%d participants in %d rooms: all answered after %.1f s, %d failed; join to"
                            + " joined p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %d messages"
                            + " received%n",
                    participants,
                    rooms,
                    took,
                    failures.size(),
                    delays.percentileNanos(0.5) / 1e6,
                    delays.percentileNanos(0.99) / 1e6,
                    delays.highestNanos() / 1e6,
                    messages.get());
            failures.stream().limit(5).forEach(out::println);
            out.flush();
            open.forEach(WebSocket::abort);
            client.shutdownNow();
            return good ? 0 : 1;
        }
    }

    private static @Nullable Void note(Queue<String> failures, Throwable failure) {
        failures.add(String.valueOf(failure));
        return null;
    }

    private CompletableFuture<Void> join(
            HttpClient client, int index, DelayHistogram delays, List<WebSocket> open) {
        Joiner joiner = new Joiner();
        String scheme = url.getScheme().equals("https") ? "wss" : "ws";
        return client.newWebSocketBuilder()
                .subprotocols("plenum.v1")
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create(scheme + "://" + url.getAuthority() + "/v1/ws"), joiner)
                .thenCompose(socket -> ask(socket, joiner, index, delays, open))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> ask(
            WebSocket socket,
            Joiner joiner,
            int index,
            DelayHistogram delays,
            List<WebSocket> open) {
        synchronized (open) {
            open.add(socket);
        }
        long askedNanos = System.nanoTime();
        return socket.sendText(
                        "{\"type\":\"join\",\"protocol\":1,\"room\":\"joins %d\",\"name\":\"J%d\"}"
                                .formatted(index % rooms, index),
                        true)
                .thenCompose(sent -> joiner.answeredNanos)
                .thenAccept(
                        answered -> {
                            synchronized (delays) {
                                delays.add(answered - askedNanos);
                            }
                        });
    }
}
