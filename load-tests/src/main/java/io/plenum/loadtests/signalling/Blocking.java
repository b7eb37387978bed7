package io.plenum.loadtests.signalling;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on a virtual thread, where an interruption is a failure like any other. */
final class Blocking {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private Blocking() {}

    private interface Wait<T> {
        T run() throws IOException, InterruptedException;
    }

    private static <T> T uninterrupted(Wait<T> wait) throws IOException {
        try {
            return wait.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends a request and waits for its response. */
    static HttpResponse<String> send(HttpClient client, HttpRequest request) throws IOException {
        return uninterrupted(() -> client.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    /**
     * Waits for the queue's next element.
     *
     * @param what is waited for, for the message if it does not come
     */
    static <T> T next(BlockingQueue<T> queue, String what) throws IOException {
        return uninterrupted(
                () -> {
                    T element = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    if (element == null) {
                        throw new IOException(
                                "no %s in %d s".formatted(what, PATIENCE.toSeconds()));
                    }
                    return element;
                });
    }

    /** Waits for what an asynchronous call brings. */
    static <T> T await(CompletionStage<T> stage, String what) throws IOException {
        return uninterrupted(
                () -> {
                    try {
                        return stage.toCompletableFuture()
                                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    } catch (ExecutionException e) {
                        throw new IOException(what + ": " + e.getCause(), e);
                    } catch (TimeoutException e) {
                        throw new IOException(what + " is stuck", e);
                    }
                });
    }
}
