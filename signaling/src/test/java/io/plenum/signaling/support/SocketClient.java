package io.plenum.signaling.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A signalling WebSocket, its messages as text. */
public final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final long WAIT_SECONDS = 10;

    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    /** Connects to a server on this machine. */
    public SocketClient(HttpClient http, int port) {
        socket =
                http.newWebSocketBuilder()
                        .subprotocols("plenum.v1")
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), this)
                        .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    /** Sends one text message; whether the server took it, its answers tell. */
    public void send(String text) {
        var _ = socket.sendText(text, true);
    }

    /** Sends one text message and waits until it has left. */
    public void sendAndWait(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends one binary message. */
    public void sendBinary(byte[] bytes) {
        var _ = socket.sendBinary(ByteBuffer.wrap(bytes), true);
    }

    /** Joins and waits for the answer. */
    public String join(String room, String name) throws InterruptedException {
        send(
                "{\"type\":\"join\",\"protocol\":1,\"room\":\"%s\",\"name\":\"%s\"}"
                        .formatted(room, name));
        return await("joined");
    }

    /** Joins with a token and waits for no answer. */
    public void join(String room, String name, String token) {
        send(
                "{\"type\":\"join\",\"protocol\":1,\"room\":\"%s\",\"name\":\"%s\",\"token\":\"%s\"}"
                        .formatted(room, name, token));
    }

    /** The next message of that type; those before it are dropped. */
    public String await(String type) throws InterruptedException {
        StringBuilder others = new StringBuilder();
        while (true) {
            String message = messages.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + type + " came, but:" + others);
            }
            if (message.contains("\"type\":\"" + type + "\"")) {
                return message;
            }
            others.append('\n').append(message);
        }
    }

    /** The code with which the server closed. */
    public int closeCode() throws Exception {
        try {
            return closeCode.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the server did not close", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
