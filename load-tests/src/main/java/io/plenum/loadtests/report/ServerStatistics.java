package io.plenum.loadtests.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Plenum server counts of its media, by name; empty for other servers.
 *
 * @param media counters of {@code GET /api/v1/stats}
 * @param sendRuns messages by the datagrams they held
 */
public record ServerStatistics(SortedMap<String, Long> media, SortedMap<String, Long> sendRuns) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    /** Copies the maps. */
    public ServerStatistics {
        media = new TreeMap<>(media);
        sendRuns = new TreeMap<>(sendRuns);
    }

    /** As they stand now. */
    public static ServerStatistics read(HttpClient client, URI server) {
        SortedMap<String, Long> media = new TreeMap<>();
        SortedMap<String, Long> sendRuns = new TreeMap<>();
        URI address = server.resolve("/api/v1/stats");
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == OK) {
                JsonNode all = new ObjectMapper().readTree(response.body());
                read(all.path("media"), media);
                read(all.path("sendRuns"), sendRuns);
            }
        } catch (IOException e) {
            // Another server, or none: there is nothing to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ServerStatistics(media, sendRuns);
    }

    private static void read(JsonNode counters, SortedMap<String, Long> into) {
        for (Map.Entry<String, JsonNode> each : counters.properties()) {
            if (each.getValue().isIntegralNumber()) {
                into.put(each.getKey(), each.getValue().asLong());
            }
        }
    }

    /** What was counted since, without what stayed as it was. */
    public ServerStatistics since(ServerStatistics before) {
        return new ServerStatistics(
                difference(before.media, media), difference(before.sendRuns, sendRuns));
    }

    private static SortedMap<String, Long> difference(
            Map<String, Long> before, Map<String, Long> after) {
        SortedMap<String, Long> difference = new TreeMap<>();
        after.forEach(
                (name, value) -> {
                    long change = value - before.getOrDefault(name, 0L);
                    if (change != 0) {
                        difference.put(name, change);
                    }
                });
        return difference;
    }
}
