package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.simulation.Bottleneck.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A bottleneck, the flows that share it, and a record of both, ten times a second. */
final class Scene {
    static final long SAMPLE_NANOS = 100 * VirtualTime.MS;

    final String name;
    final VirtualTime time = new VirtualTime();
    final SplittableRandom random;
    final Bottleneck link;
    final List<MediaFlow> flows = new ArrayList<>();
    final List<TcpFlow> tcp = new ArrayList<>();

    final Samples capacityBps = new Samples();
    final Samples queueMillis = new Samples();
    final List<Samples> receivedBps = new ArrayList<>();
    final List<Samples> sentBps = new ArrayList<>();
    final List<Samples> estimateBps = new ArrayList<>();
    final Samples tcpBps = new Samples();
    private final List<long[]> lastBytes = new ArrayList<>();
    private final Supplier<Controller> controllers;
    private final long delayNanos;
    private long lastTcpBytes;

    Scene(
            String name,
            long seed,
            Supplier<Controller> controllers,
            double rateBps,
            long delayMillis,
            long queueMillis) {
        this.name = name;
        this.controllers = controllers;
        random = new SplittableRandom(seed);
        delayNanos = delayMillis * VirtualTime.MS;
        link = new Bottleneck(time, random.split(), rateBps, queueMillis * VirtualTime.MS);
        time.every(SAMPLE_NANOS, this::sample);
    }

    MediaFlow flow(String flowName) {
        return flow(flowName, delayNanos);
    }

    MediaFlow flow(String flowName, long flowDelayNanos) {
        return flow(flowName, flowDelayNanos, (bytes, onArrived) -> onArrived.run());
    }

    MediaFlow flow(String flowName, long flowDelayNanos, MediaFlow.FeedbackPath feedback) {
        MediaFlow flow =
                new MediaFlow(
                        flowName,
                        time,
                        random.split(),
                        controllers.get(),
                        link,
                        flowDelayNanos,
                        feedback);
        flows.add(flow);
        receivedBps.add(new Samples());
        sentBps.add(new Samples());
        estimateBps.add(new Samples());
        lastBytes.add(new long[2]);
        return flow;
    }

    /** A path for feedback over a link that others use too. */
    static MediaFlow.FeedbackPath over(Bottleneck shared) {
        return (bytes, onArrived) ->
                shared.send(
                        new Packet(
                                new Bottleneck.Owner() {
                                    @Override
                                    public void crossed(Packet packet, long waitedNanos) {
                                        onArrived.run();
                                    }

                                    @Override
                                    public void lost(Packet packet, boolean byQueue) {
                                        // Feedback that is lost is lost.
                                    }
                                },
                                bytes,
                                0,
                                false));
    }

    TcpFlow tcpFlow() {
        TcpFlow flow = new TcpFlow(time, link, delayNanos);
        tcp.add(flow);
        return flow;
    }

    Scene at(double seconds, Runnable what) {
        time.at((long) (seconds * 1e9), what);
        return this;
    }

    Scene rateAt(double seconds, double bps) {
        return at(seconds, () -> link.setRate(bps));
    }

    Scene run(double seconds) {
        time.runUntil((long) (seconds * 1e9));
        return this;
    }

    private void sample() {
        double perSecond = 1e9 / SAMPLE_NANOS;
        capacityBps.add(link.rateBps());
        queueMillis.add(link.queueingNanos() / 1e6);
        for (int i = 0; i < flows.size(); i++) {
            MediaFlow flow = flows.get(i);
            long[] last = lastBytes.get(i);
            receivedBps.get(i).add((flow.deliveredBytes - last[0]) * 8 * perSecond);
            sentBps.get(i).add((flow.sentBytes - last[1]) * 8 * perSecond);
            estimateBps.get(i).add(flow.estimateBps());
            last[0] = flow.deliveredBytes;
            last[1] = flow.sentBytes;
        }
        long tcpBytes = tcp.stream().mapToLong(each -> each.deliveredBytes).sum();
        tcpBps.add((tcpBytes - lastTcpBytes) * 8 * perSecond);
        lastTcpBytes = tcpBytes;
    }

    // Figures. Times in seconds since the beginning.

    private static int index(double seconds) {
        return (int) Math.round(seconds * 1e9 / SAMPLE_NANOS);
    }

    /** Media that crossed, of what could have, from one time to another. */
    double utilisation(double from, double to) {
        double sum = 0;
        for (Samples each : receivedBps) {
            sum += each.mean(index(from), index(to));
        }
        return sum / capacityBps.mean(index(from), index(to));
    }

    /** What a flow received on average. */
    double received(int flow, double from, double to) {
        return receivedBps.get(flow).mean(index(from), index(to));
    }

    /** Percentile of what packets of media waited in the queue, in milliseconds, all flows. */
    double queueing(double share) {
        Samples all = new Samples();
        for (MediaFlow flow : flows) {
            for (int i = 0; i < flow.queueing.count(); i++) {
                all.add(flow.queueing.at(i));
            }
        }
        return all.percentile(share);
    }

    /** Percentile of the queue as sampled between two times, in milliseconds. */
    double queue(double share, double from, double to) {
        Samples part = new Samples();
        for (int i = index(from); i < Math.min(index(to), queueMillis.count()); i++) {
            part.add(queueMillis.at(i));
        }
        return part.percentile(share);
    }

    /** Share of the packets of media that were lost. */
    double loss() {
        long lost = 0;
        long sent = 0;
        for (MediaFlow flow : flows) {
            lost += flow.lostPackets;
            sent += flow.sentPackets;
        }
        return sent == 0 ? 0 : (double) lost / sent;
    }

    double paddingShare() {
        long padding = 0;
        long sent = 0;
        for (MediaFlow flow : flows) {
            padding += flow.paddingBytes;
            sent += flow.sentBytes;
        }
        return sent == 0 ? 0 : (double) padding / sent;
    }

    /** Jain's index of what the flows received between two times. */
    double jain(double from, double to) {
        double sum = 0;
        double squares = 0;
        for (Samples each : receivedBps) {
            double rate = each.mean(index(from), index(to));
            sum += rate;
            squares += rate * rate;
        }
        return sum * sum / (receivedBps.size() * squares);
    }

    /**
     * Seconds from {@code from} until half a second's reception reaches a share of the capacity.
     */
    double riseTime(double share, double from, double until) {
        for (int i = index(from); i + 5 <= index(until); i++) {
            double sum = 0;
            for (Samples each : receivedBps) {
                sum += each.mean(i, i + 5);
            }
            if (sum >= share * capacityBps.at(i)) {
                return (i + 5) * SAMPLE_NANOS / 1e9 - from;
            }
        }
        return Double.NaN;
    }

    /** Seconds from {@code from} until all estimates together stay under the capacity for 1 s. */
    double fallTime(double from, double until) {
        int since = -1;
        for (int i = index(from); i < index(until); i++) {
            double sum = 0;
            for (Samples each : estimateBps) {
                sum += each.at(i);
            }
            if (sum > capacityBps.at(i) * 1.0) {
                since = -1;
            } else if (since < 0) {
                since = i;
            } else if (i - since >= 10) {
                return Math.max(0, (since + 1) * SAMPLE_NANOS / 1e9 - from);
            }
        }
        return Double.NaN;
    }
}
