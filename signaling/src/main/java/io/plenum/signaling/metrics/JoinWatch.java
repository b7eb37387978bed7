package io.plenum.signaling.metrics;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantObserver;
import io.plenum.signaling.rooms.RoomEvent;
import io.plenum.signaling.rooms.RoomObserver;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Times how participants join, and tells how it ended. Thread safe. */
public final class JoinWatch implements ParticipantObserver, RoomObserver, BridgeListener {
    private static final double SECONDS = 1e-9;

    private final LongSupplier clock;
    private final ConcurrentMap<String, Join> joins = new ConcurrentHashMap<>();
    private final Counter results =
            Counter.build(Metric.JOINS.metricName(), Metric.JOINS.help())
                    .labelNames(Metric.JOINS.labels().toArray(String[]::new))
                    .create();
    private final Histogram durations =
            Histogram.build(Metric.JOIN_DURATION.metricName(), Metric.JOIN_DURATION.help())
                    .labelNames(Metric.JOIN_DURATION.labels().toArray(String[]::new))
                    .buckets(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20)
                    .create();

    /** Somebody who has not seen the first frame yet. */
    private static final class Join {
        final long joinedNanos;
        final boolean seesSomebody;
        long phaseNanos;
        boolean answered;
        boolean reachable;
        boolean connected;

        Join(long nowNanos, boolean seesSomebody) {
            joinedNanos = nowNanos;
            phaseNanos = nowNanos;
            this.seesSomebody = seesSomebody;
        }
    }

    /**
     * @param clock monotonic, nanoseconds
     */
    public JoinWatch(LongSupplier clock) {
        this.clock = clock;
        for (Phase phase : Phase.values()) {
            var _ = durations.labels(phase.text());
        }
        // So that an alert on its rate sees the first one too.
        for (CloseReason reason : CloseReason.values()) {
            var _ = results.labels("failed", label(reason));
        }
        var _ = results.labels("ok", "");
    }

    private enum Phase {
        SIGNAL,
        ICE,
        DTLS,
        FIRST_FRAME,
        TOTAL;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Stream<io.prometheus.client.Collector> collectors() {
        return List.<io.prometheus.client.Collector>of(results, durations).stream();
    }

    @Override
    public void onRefused(String room, String name, ErrorCode code, String message) {
        results.labels("refused", code.text().replace('-', '_')).inc();
    }

    @Override
    public void onEntered(Participant who, int publications) {
        joins.put(who.id(), new Join(clock.getAsLong(), publications > 0));
    }

    @Override
    public void onAnswered(Participant who) {
        Join join = joins.get(who.id());
        if (join != null) {
            synchronized (join) {
                if (!join.answered) {
                    join.answered = true;
                    end(join, Phase.SIGNAL);
                }
            }
        }
    }

    @Override
    public void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantLeft left) {
            fail(left.participant().id(), left.reason().replace('-', '_'));
        }
    }

    @Override
    public void onEvent(BridgeEvent event) {
        Join join = joins.get(event.peer());
        if (join == null) {
            return;
        }
        synchronized (join) {
            switch (event) {
                case BridgeEvent.IceConnected e -> {
                    if (!join.reachable) {
                        join.reachable = true;
                        end(join, Phase.ICE);
                    }
                }
                case BridgeEvent.PeerConnected e -> onConnected(e.peer(), join);
                case BridgeEvent.SlotStarted e -> {
                    if (join.connected) {
                        end(join, Phase.FIRST_FRAME);
                        joins.remove(e.peer(), join);
                    }
                }
                case BridgeEvent.PeerClosed e -> {
                    // Whoever was removed has left, and the room says why.
                    if (e.reason().isFailure()) {
                        fail(e.peer(), label(e.reason()));
                    }
                }
                case BridgeEvent.PublicationStarted e -> {}
                case BridgeEvent.SpeakerChanged e -> {}
                case BridgeEvent.Allocated e -> {}
                case BridgeEvent.EncodingsWanted e -> {}
            }
        }
    }

    private void onConnected(String peer, Join join) {
        join.connected = true;
        end(join, Phase.DTLS);
        durations
                .labels(Phase.TOTAL.text())
                .observe((join.phaseNanos - join.joinedNanos) * SECONDS);
        results.labels("ok", "").inc();
        if (!join.seesSomebody) {
            joins.remove(peer, join);
        }
    }

    private void fail(String id, String reason) {
        Join join = joins.remove(id);
        if (join != null && !join.connected) {
            results.labels("failed", reason).inc();
        }
    }

    private void end(Join join, Phase phase) {
        long nowNanos = clock.getAsLong();
        durations.labels(phase.text()).observe((nowNanos - join.phaseNanos) * SECONDS);
        join.phaseNanos = nowNanos;
    }

    private static String label(CloseReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
