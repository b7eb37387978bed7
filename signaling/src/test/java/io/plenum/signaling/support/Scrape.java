package io.plenum.signaling.support;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** One scrape of a server's metrics page. */
public final class Scrape {
    private final Map<String, Double> series = new HashMap<>();

    /** Scrapes now. */
    public Scrape(TestServer server) throws IOException, InterruptedException {
        server.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            series.put(
                                    line.substring(0, space),
                                    Double.parseDouble(line.substring(space + 1)));
                        });
    }

    /** A sample by its name and labels as they stand in the text, or -1 if it is not there. */
    public double get(String nameAndLabels) {
        return series.getOrDefault(nameAndLabels, -1.0);
    }

    /** Whether there is a sample of this name, whatever its labels. */
    public boolean has(String name) {
        return series.keySet().stream()
                .anyMatch(key -> key.equals(name) || key.startsWith(name + "{"));
    }

    /** Whether there is a sample of this name with this label, {@code name="value"}. */
    public boolean has(String name, String label) {
        return series.keySet().stream()
                .anyMatch(key -> key.startsWith(name + "{") && key.contains(label + ","));
    }
}
