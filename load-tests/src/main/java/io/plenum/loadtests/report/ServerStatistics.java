package io.plenum.loadtests.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Plenum server counts of its media, by name; empty for other servers.
 *
 * @param media counters of {@code GET /api/v1/stats}
 */
public record ServerStatistics(SortedMap<String, Long> media) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    /** Copies the map. */
    public ServerStatistics {
        media = new TreeMap<>(media);
    }

    /** As they stand now. */
    public static ServerStatistics read(HttpClient client, URI server) {
        SortedMap<String, Long> media = new TreeMap<>();
        URI address = server.resolve("/api/v1/stats");
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == OK) {
                JsonNode counters = new ObjectMapper().readTree(response.body()).path("media");
                counters.properties().forEach(each -> put(media, each.getKey(), each.getValue()));
            }
        } catch (IOException e) {
            // Another server, or none: there is nothing to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ServerStatistics(media);
    }

    private static void put(SortedMap<String, Long> media, String name, JsonNode value) {
        if (value.isIntegralNumber()) {
            media.put(name, value.asLong());
        }
    }

    /** What was counted since, without what stayed as it was. */
    public ServerStatistics since(ServerStatistics before) {
        SortedMap<String, Long> difference = new TreeMap<>();
        media.forEach(
                (name, value) -> {
                    long change = value - before.media.getOrDefault(name, 0L);
                    if (change != 0) {
                        difference.put(name, change);
                    }
                });
        return new ServerStatistics(difference);
    }
}
