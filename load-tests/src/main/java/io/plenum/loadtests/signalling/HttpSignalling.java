package io.plenum.loadtests.signalling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** WHIP (RFC 9725) and WHEP: one request with the offer, one answer. Any server that has them. */
public final class HttpSignalling implements RoomSignalling {
    private static final int CREATED = 201;
    private static final int MOST_WORDS = 200;

    private final HttpClient client;
    private final URI endpoint;
    private @Nullable URI session;

    /**
     * Sends nothing yet.
     *
     * @param endpoint the whole address that offers are posted to
     */
    public HttpSignalling(HttpClient client, URI endpoint) {
        this.client = client;
        this.endpoint = endpoint;
    }

    @Override
    public String offer(String sdp, String publishedMids) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint)
                        .timeout(Blocking.PATIENCE)
                        .header("Content-Type", "application/sdp")
                        .POST(HttpRequest.BodyPublishers.ofString(sdp))
                        .build();
        HttpResponse<String> response = Blocking.send(client, request);
        if (response.statusCode() != CREATED) {
            String body = response.body();
            String words = body.substring(0, Math.min(body.length(), MOST_WORDS));
            throw new IOException("refused with " + response.statusCode() + ": " + words);
        }
        session = response.headers().firstValue("Location").map(endpoint::resolve).orElse(null);
        return response.body();
    }

    @Override
    public void close() throws IOException {
        URI open = session;
        if (open != null) {
            HttpRequest request =
                    HttpRequest.newBuilder(open).timeout(Blocking.PATIENCE).DELETE().build();
            Blocking.send(client, request);
        }
    }
}
