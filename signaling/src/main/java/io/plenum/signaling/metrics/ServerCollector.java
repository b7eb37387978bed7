package io.plenum.signaling.metrics;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.Histogram;
import io.plenum.bridge.counts.MediaTotal;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.Census;
import io.plenum.signaling.rooms.Protocol;
import io.plenum.signaling.rooms.Rooms;
import io.prometheus.client.Collector;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes samples of what others count. Reads counters that their loops write, waits for no loop, and
 * looks at rooms under one lock at a time.
 */
final class ServerCollector extends Collector {
    private final Bridge bridge;
    private final Rooms rooms;
    private final SignallingCounters signalling;
    private final ServerFacts facts;

    ServerCollector(Bridge bridge, Rooms rooms, SignallingCounters signalling, ServerFacts facts) {
        this.bridge = bridge;
        this.rooms = rooms;
        this.signalling = signalling;
        this.facts = facts;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Samples samples = new Samples();
        BridgeStatistics statistics = bridge.statistics();
        for (Count count : Count.values()) {
            // Per loop below.
            if (count != Count.BUSY_NANOS) {
                samples.add(Series.of(count), (double) statistics.get(count));
            }
        }
        for (SignallingCount count : SignallingCount.values()) {
            samples.add(Series.of(count), (double) signalling.get(count));
        }
        addMedia(samples, statistics);
        addLoops(samples, statistics);
        addRooms(samples, rooms.census());
        facts.states()
                .forEach((state, holds) -> samples.add(Metric.SERVER_STATE, holds ? 1 : 0, state));
        samples.add(Metric.BUILD_INFO, 1, facts.version(), Runtime.version().toString());
        return samples.families();
    }

    private static void addMedia(Samples samples, BridgeStatistics statistics) {
        for (CountedCodec codec : CountedCodec.values()) {
            String kind = codec.video() ? "video" : "audio";
            for (MediaTotal total : MediaTotal.values()) {
                Metric metric =
                        switch (total) {
                            case PACKETS_RECEIVED, PACKETS_SENT -> Metric.RTP_PACKETS;
                            case PAYLOAD_BYTES_RECEIVED, PAYLOAD_BYTES_SENT -> Metric.RTP_BYTES;
                        };
                String direction =
                        switch (total) {
                            case PACKETS_RECEIVED, PAYLOAD_BYTES_RECEIVED -> "in";
                            case PACKETS_SENT, PAYLOAD_BYTES_SENT -> "out";
                        };
                samples.add(
                        metric,
                        (double) statistics.media(codec, total),
                        direction,
                        kind,
                        codec.text());
            }
        }
    }

    private static void addLoops(Samples samples, BridgeStatistics statistics) {
        statistics
                .distributions()
                .forEach((what, histogram) -> addHistogram(samples, what, histogram));
        List<Long> busyNanos = statistics.busyNanos();
        samples.add(Metric.MEDIA_LOOPS, busyNanos.size());
        for (int i = 0; i < busyNanos.size(); i++) {
            samples.add(Metric.LOOP_BUSY, busyNanos.get(i) * 1e-9, Integer.toString(i));
        }
    }

    private static void addHistogram(Samples samples, Distribution what, Histogram histogram) {
        switch (what) {
            case FORWARD_DELAY -> samples.add(Metric.FORWARD_DELAY, what, histogram);
            case CYCLE -> samples.add(Metric.LOOP_DELAY, what, histogram);
            case ROUND_TRIP -> samples.add(Metric.ROUND_TRIP, what, histogram);
            case JITTER -> samples.add(Metric.JITTER, what, histogram);
            case DOWNLINK_ESTIMATE -> samples.add(Metric.ESTIMATE, what, histogram);
            case LOSS_RECEIVED -> samples.add(Metric.LOSS, what, histogram, "in");
            case LOSS_SENT -> samples.add(Metric.LOSS, what, histogram, "out");
        }
    }

    private static void addRooms(Samples samples, Census census) {
        samples.add(Metric.ROOMS, census.rooms());
        for (Protocol protocol : Protocol.values()) {
            samples.add(Metric.PARTICIPANTS, census.participants(protocol), protocol.text());
        }
        for (MediaKind kind : MediaKind.values()) {
            String text = ServerMessage.kind(kind);
            samples.add(Metric.TRACKS, census.publications(kind), text, "in");
            samples.add(Metric.TRACKS, census.shownSlots(kind), text, "out");
        }
    }

    /** Families in the order of the catalogue. */
    private static final class Samples {
        private final Map<Metric, List<MetricFamilySamples.Sample>> byMetric =
                new EnumMap<>(Metric.class);

        void add(Series series, double value) {
            add(series.metric(), value, series.labels());
        }

        void add(Metric metric, double value, String... labels) {
            add(metric, value, List.of(labels));
        }

        private void add(Metric metric, double value, List<String> labels) {
            of(metric)
                    .add(
                            new MetricFamilySamples.Sample(
                                    metric.metricName(), metric.labels(), labels, value));
        }

        void add(Metric metric, Distribution what, Histogram histogram, String... labels) {
            List<String> names = new ArrayList<>(metric.labels());
            names.add("le");
            long cumulative = 0;
            for (int i = 0; i < histogram.counts().length; i++) {
                cumulative += histogram.counts()[i];
                List<String> values = new ArrayList<>(List.of(labels));
                values.add(i < what.boundCount() ? doubleToGoString(bound(what, i)) : "+Inf");
                of(metric)
                        .add(
                                new MetricFamilySamples.Sample(
                                        metric.metricName() + "_bucket",
                                        names,
                                        values,
                                        cumulative));
            }
            of(metric)
                    .add(
                            new MetricFamilySamples.Sample(
                                    metric.metricName() + "_count",
                                    metric.labels(),
                                    List.of(labels),
                                    cumulative));
            of(metric)
                    .add(
                            new MetricFamilySamples.Sample(
                                    metric.metricName() + "_sum",
                                    metric.labels(),
                                    List.of(labels),
                                    histogram.sum() * what.scale()));
        }

        /** Without the last digits of binary fractions: 0.0003 and not 3.0000000000000003E-4. */
        private static double bound(Distribution what, int bucket) {
            return BigDecimal.valueOf(what.bound(bucket) * what.scale())
                    .round(new MathContext(12))
                    .doubleValue();
        }

        private List<MetricFamilySamples.Sample> of(Metric metric) {
            return byMetric.computeIfAbsent(metric, key -> new ArrayList<>());
        }

        List<MetricFamilySamples> families() {
            List<MetricFamilySamples> families = new ArrayList<>();
            byMetric.forEach(
                    (metric, samples) ->
                            families.add(
                                    new MetricFamilySamples(
                                            metric.familyName(),
                                            metric.unit(),
                                            type(metric),
                                            metric.help(),
                                            samples)));
            return families;
        }

        private static Type type(Metric metric) {
            return switch (metric.type()) {
                case COUNTER -> Type.COUNTER;
                case GAUGE -> Type.GAUGE;
                case HISTOGRAM -> Type.HISTOGRAM;
            };
        }
    }
}
