package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.simulation.Bottleneck.Packet;
import java.util.TreeMap;

/**
 * A TCP sender as far as a queue is concerned: slow start, CUBIC above it (RFC 9438, with its
 * Reno-friendly floor), every segment acknowledged, loss known when three later segments have been
 * acknowledged (RFC 6675) or by a timeout, one reduction to 70 % per round trip.
 */
final class TcpFlow implements Bottleneck.Owner {
    private static final int SEGMENT = 1_500;
    private static final double BETA = 0.7;
    private static final double CUBIC = 0.4;
    private static final long MIN_TIMEOUT_NANOS = 1_000_000_000L;

    private final VirtualTime time;
    private final Bottleneck link;
    private final long delayNanos;
    private final TreeMap<Long, Long> inFlight = new TreeMap<>();
    private double window = 10;
    private double threshold = Double.MAX_VALUE;
    private double maxWindow;
    private double renoWindow;
    private long epochNanos = -1;
    private long next;
    private long recoverAt = -1;
    private long smoothedRoundTrip = -1;
    private long variation;
    private long lastProgressNanos;
    private long remaining;
    private boolean active;
    private Runnable onEnd = () -> {};

    long deliveredBytes;

    TcpFlow(VirtualTime time, Bottleneck link, long delayNanos) {
        this.time = time;
        this.link = link;
        this.delayNanos = delayNanos;
    }

    /** Sends without end. */
    void start() {
        transfer(Long.MAX_VALUE / 2, () -> {});
    }

    /** Sends a file over a new connection. */
    void transfer(long bytes, Runnable whenDone) {
        remaining = (bytes + SEGMENT - 1) / SEGMENT;
        onEnd = whenDone;
        window = 10;
        threshold = Double.MAX_VALUE;
        epochNanos = -1;
        maxWindow = 0;
        inFlight.clear();
        active = true;
        lastProgressNanos = time.now();
        fill();
        watch();
    }

    private void fill() {
        while (active && remaining > 0 && inFlight.size() < (int) window) {
            remaining--;
            inFlight.put(next, time.now());
            link.send(new Packet(this, SEGMENT, next++, false));
        }
    }

    private void watch() {
        long timeout =
                smoothedRoundTrip < 0
                        ? MIN_TIMEOUT_NANOS
                        : Math.max(MIN_TIMEOUT_NANOS, smoothedRoundTrip + 4 * variation);
        time.after(
                timeout,
                () -> {
                    if (!active) {
                        return;
                    }
                    if (!inFlight.isEmpty() && time.now() - lastProgressNanos >= timeout) {
                        remaining += inFlight.size();
                        inFlight.clear();
                        threshold = Math.max(2, window / 2);
                        window = 1;
                        epochNanos = -1;
                        lastProgressNanos = time.now();
                        fill();
                    }
                    watch();
                });
    }

    @Override
    public void crossed(Packet packet, long waitedNanos) {
        deliveredBytes += packet.bytes();
        time.after(2 * delayNanos, () -> acknowledged(packet.number()));
    }

    @Override
    public void lost(Packet packet, boolean byQueue) {
        // The sender finds out by itself.
    }

    private void acknowledged(long number) {
        Long sentNanos = inFlight.remove(number);
        if (sentNanos == null) {
            return;
        }
        lastProgressNanos = time.now();
        long sample = time.now() - sentNanos;
        if (smoothedRoundTrip < 0) {
            smoothedRoundTrip = sample;
            variation = sample / 2;
        } else {
            variation += (Math.abs(sample - smoothedRoundTrip) - variation) / 4;
            smoothedRoundTrip += (sample - smoothedRoundTrip) / 8;
        }
        boolean lossSeen = false;
        while (!inFlight.isEmpty() && inFlight.firstKey() < number - 3) {
            long missing = inFlight.firstKey();
            inFlight.remove(missing);
            remaining++;
            lossSeen |= missing > recoverAt;
        }
        if (lossSeen) {
            reduce();
        } else if (window < threshold) {
            window += 1;
        } else if (number > recoverAt) {
            grow();
        }
        fill();
        if (active && remaining == 0 && inFlight.isEmpty()) {
            active = false;
            onEnd.run();
        }
    }

    private void reduce() {
        recoverAt = next - 1;
        maxWindow = window < maxWindow ? window * (1 + BETA) / 2 : window;
        window = Math.max(2, window * BETA);
        threshold = window;
        renoWindow = window;
        epochNanos = time.now();
    }

    private void grow() {
        if (epochNanos < 0) {
            epochNanos = time.now();
            maxWindow = window;
            renoWindow = window;
        }
        double seconds = (time.now() - epochNanos + smoothedRoundTrip) / 1e9;
        double k = Math.cbrt(maxWindow * (1 - BETA) / CUBIC);
        double target = CUBIC * Math.pow(seconds - k, 3) + maxWindow;
        renoWindow += 3 * (1 - BETA) / (1 + BETA) / window;
        double wanted = Math.clamp(Math.max(target, renoWindow), window, 1.5 * window);
        window += (wanted - window) / window;
    }
}
