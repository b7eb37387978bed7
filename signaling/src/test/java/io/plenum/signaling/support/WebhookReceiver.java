package io.plenum.signaling.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Another server that is told what happens here, and checks who says so by hand. */
public final class WebhookReceiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String secret;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile int failure = 500;
    private volatile boolean holds;

    /** Listens. */
    public WebhookReceiver(String secret) throws IOException {
        this.secret = secret;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::serve);
        http.setExecutor(threads);
        http.start();
    }

    /** Where. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    /** The next so many requests are answered with that status. */
    public void fail(int times, int status) {
        failure = status;
        failures.set(times);
    }

    /** From now on requests are not answered before it closes. */
    public void hold() {
        holds = true;
    }

    /** What was accepted, in the order of arrival. */
    public List<JsonNode> events() {
        return new ArrayList<>(events);
    }

    /** Requests, accepted or not. */
    public int requests() {
        return requests.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        if (holds) {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 200;
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            status = failure;
        } else if (!"application/webhook+json"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                || !isSigned(exchange.getRequestHeaders().getFirst("Authorization"), body)) {
            status = 403;
        } else {
            events.add(JSON.readTree(body));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private boolean isSigned(String token, byte[] body) {
        try {
            String[] parts = token.split("\\.", -1);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature =
                    mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            String hash =
                    Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
            return MessageDigest.isEqual(signature, Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("sha256").asText().equals(hash)
                    && claims.path("exp").asLong() * 1000 > System.currentTimeMillis();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        held.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
