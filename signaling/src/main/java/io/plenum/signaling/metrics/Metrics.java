package io.plenum.signaling.metrics;

import io.plenum.bridge.api.Bridge;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.rooms.Rooms;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Everything that is scraped. Thread safe. */
public final class Metrics {
    private final CollectorRegistry registry = new CollectorRegistry();

    /** Ours, and the JVM's and process's. */
    public Metrics(
            Bridge bridge,
            Rooms rooms,
            SignallingCounters signalling,
            JoinWatch joins,
            ServerFacts facts) {
        registry.register(new ServerCollector(bridge, rooms, signalling, facts));
        joins.collectors().forEach(registry::register);
        DefaultExports.register(registry);
    }

    /**
     * The exposition format that a client is given.
     *
     * @param accept its Accept header, or null
     * @return a content type: OpenMetrics 1.0.0 if it asks for that, Prometheus text 0.0.4
     *     otherwise
     */
    public static String contentType(@Nullable String accept) {
        return TextFormat.chooseContentType(accept);
    }

    /** Everything now, in the format of {@link #contentType}. */
    public String scrape(String contentType) {
        StringWriter text = new StringWriter(64 * 1024);
        try {
            TextFormat.writeFormat(contentType, text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }
}
