package io.plenum.signaling.statistics;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.journal.SymptomListener;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns totals into bitrates, every five seconds, and keeps them in a {@link History}: of the node,
 * of each room, participant and stream. The keys:
 *
 * <ul>
 *   <li>{@code node/in}, {@code node/out} in bits per second, {@code node/load} 0 to 1 of the
 *       fullest loop
 *   <li>{@code room/NAME/in}, {@code room/NAME/out}
 *   <li>{@code participant/ID/in}, {@code participant/ID/out}, {@code participant/ID/rtt} in
 *       seconds
 *   <li>{@code track/ID/in/PUBLICATION/ENCODING}, {@code track/ID/out/MID}
 * </ul>
 */
public final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final double BITS = 8;

    private final Bridge bridge;
    private final Rooms rooms;
    private final PeerReader peers;
    private final SymptomListener listener;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final History history = new History();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("plenum-statistics").factory());

    /** Bytes of each stream at the last tick. */
    private Map<String, Long> bytesBefore = new HashMap<>();

    private Map<String, Long> bytesNow = new HashMap<>();
    private Map<String, PeerStatistics> peersBefore = new HashMap<>();
    private List<Long> busyBefore = List.of();
    private List<Long> cyclesBefore = List.of();
    private long tooOldBefore;
    private volatile Map<String, List<Symptom>> symptoms = Map.of();
    private volatile List<Symptom> serverSymptoms = List.of();
    private volatile double openFiles;
    private long lastNanos;

    /**
     * What is judged beside the bridge's numbers.
     *
     * @param openFiles share of the limit, 0 to 1
     * @param certificateEnd when the HTTPS certificate ends, or null if there is none
     * @param clientReport what a participant's client said last of its own side, or null
     */
    public record Surroundings(
            DoubleSupplier openFiles,
            Supplier<@Nullable Instant> certificateEnd,
            Function<String, Journal.@Nullable ClientReport> clientReport) {}

    /**
     * Does nothing before {@link #start}.
     *
     * @param listener told of symptoms
     * @param nanos monotonic
     */
    public Sampler(
            Bridge bridge,
            Rooms rooms,
            PeerReader peers,
            SymptomListener listener,
            Surroundings surroundings,
            InstantSource clock,
            LongSupplier nanos) {
        this.surroundings = surroundings;
        this.listener = listener;
        this.bridge = bridge;
        this.rooms = rooms;
        this.peers = peers;
        this.clock = clock;
        this.nanos = nanos;
        lastNanos = nanos.getAsLong();
    }

    /** A tick every five seconds from now on. */
    public void start() {
        var _ =
                thread.scheduleAtFixedRate(
                        this::tickOrLog,
                        History.TICK_MILLIS,
                        History.TICK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void tickOrLog() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.error("statistics were not taken", e);
        }
    }

    /** One tick. */
    void tick() {
        Map<Participant, PeerStatistics> told = peers.read(rooms.participants());
        BridgeStatistics node = bridge.statistics();
        long nowNanos = nanos.getAsLong();
        double seconds = Math.max(1e-3, (nowNanos - lastNanos) * 1e-9);
        lastNanos = nowNanos;
        bytesNow = new HashMap<>();
        Map<String, double[]> byRoom = new HashMap<>();
        double[] total = new double[2];
        history.begin(clock.millis());
        told.forEach(
                (participant, statistics) -> {
                    double[] both = put(participant, statistics, seconds);
                    double[] room =
                            byRoom.computeIfAbsent(participant.room().name(), key -> new double[2]);
                    for (int i = 0; i < both.length; i++) {
                        room[i] += both[i];
                        total[i] += both[i];
                    }
                });
        byRoom.forEach((name, both) -> put("room/" + name, both));
        put("node", total);
        double load = load(node.busyNanos(), seconds);
        history.put("node/load", load);
        bytesBefore = bytesNow;
        judge(node, load);
        judge(told);
    }

    /** A tick now, on the thread of all the others; for tests, which have no five seconds. */
    public void tickNow() {
        try {
            thread.submit(this::tick).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void judge(Map<Participant, PeerStatistics> told) {
        List<Symptom> ofAll =
                serverSymptoms.stream().filter(each -> each.cause().spoilsEveryCall()).toList();
        Map<String, PeerStatistics> now = new HashMap<>();
        Map<String, List<Symptom>> found = new HashMap<>();
        told.forEach(
                (participant, statistics) -> {
                    String id = participant.id();
                    now.put(id, statistics);
                    PeerStatistics before = peersBefore.get(id);
                    List<Symptom> theirs = new ArrayList<>(ofAll);
                    if (before != null) {
                        theirs.addAll(Symptoms.ofPeer(before, statistics));
                    }
                    Journal.ClientReport client = surroundings.clientReport().apply(id);
                    if (client != null) {
                        theirs.addAll(Symptoms.ofClient(client, clock.millis()));
                    }
                    if (!theirs.isEmpty()) {
                        found.put(id, theirs);
                    }
                    tell(participant, symptomsOf(id), theirs);
                });
        peersBefore = now;
        symptoms = found;
    }

    private void tell(Participant who, List<Symptom> before, List<Symptom> now) {
        List<Symptom.Cause> causesBefore = before.stream().map(Symptom::cause).toList();
        List<Symptom.Cause> causesNow = now.stream().map(Symptom::cause).toList();
        for (Symptom each : now) {
            if (!causesBefore.contains(each.cause())) {
                listener.onBegan(who, each);
            }
        }
        for (Symptom.Cause each : causesBefore) {
            if (!causesNow.contains(each)) {
                listener.onEnded(who, each);
            }
        }
        List<ServerMessage.Trouble> ofServer = ofServer(now);
        if (ofServer.size() != ofServer(before).size()) {
            rooms.tell(who, new ServerMessage.ServerTroubles(ofServer));
        }
    }

    private static List<ServerMessage.Trouble> ofServer(List<Symptom> symptoms) {
        return symptoms.stream()
                .filter(each -> each.cause().spoilsEveryCall())
                .map(each -> new ServerMessage.Trouble(each.cause().text(), each.text()))
                .toList();
    }

    private void judge(BridgeStatistics node, double load) {
        List<Integer> stalled = new ArrayList<>();
        List<Long> cycles = node.cycles();
        for (int i = 0; i < cycles.size() && i < cyclesBefore.size(); i++) {
            // An idle loop turns ten times a second.
            if (cycles.get(i).equals(cyclesBefore.get(i))) {
                stalled.add(i);
            }
        }
        cyclesBefore = cycles;
        long tooOld = node.get(Count.DROPPED_RTP_TOO_OLD);
        openFiles = surroundings.openFiles().getAsDouble();
        List<Symptom> found = Symptoms.ofServer(tooOld - tooOldBefore, load, openFiles, stalled);
        Instant certificateEnd = surroundings.certificateEnd().get();
        if (certificateEnd != null) {
            found.addAll(Symptoms.ofCertificate(certificateEnd, clock.instant()));
        }
        serverSymptoms = List.copyOf(found);
        tooOldBefore = tooOld;
        listener.onServer(serverSymptoms);
    }

    /** What is wrong with a participant's path now; empty if nothing is. */
    public List<Symptom> symptomsOf(String participant) {
        return symptoms.getOrDefault(participant, List.of());
    }

    /** What is wrong with the server now; empty if nothing is. */
    public List<Symptom> serverSymptoms() {
        return serverSymptoms;
    }

    /** Share of the limit, 0 to 1, at the last tick. */
    public double openFiles() {
        return openFiles;
    }

    private double[] put(Participant who, PeerStatistics statistics, double seconds) {
        double[] both = new double[2];
        String track = "track/" + who.id();
        for (PeerStatistics.ReceivedStream stream : statistics.received()) {
            String key = track + "/in/" + stream.publication() + "/" + stream.encoding();
            both[0] += rate(key, stream.payloadBytes(), seconds);
        }
        for (PeerStatistics.SentStream stream : statistics.sent()) {
            both[1] += rate(track + "/out/" + stream.mid(), stream.payloadBytes(), seconds);
        }
        String participant = "participant/" + who.id();
        put(participant, both);
        if (statistics.roundTripNanos() >= 0) {
            history.put(participant + "/rtt", statistics.roundTripNanos() * 1e-9);
        }
        return both;
    }

    private void put(String of, double[] both) {
        history.put(of + "/in", both[0]);
        history.put(of + "/out", both[1]);
    }

    /** Bits per second since the last tick; a stream seen for the first time began after it. */
    private double rate(String key, long bytes, double seconds) {
        bytesNow.put(key, bytes);
        long before = bytesBefore.getOrDefault(key, 0L);
        double bits = BITS * Math.max(0, bytes - before) / seconds;
        history.put(key, bits);
        return bits;
    }

    private double load(List<Long> busyNanos, double seconds) {
        double fullest = 0;
        for (int i = 0; i < busyNanos.size(); i++) {
            long before = i < busyBefore.size() ? busyBefore.get(i) : 0;
            fullest = Math.max(fullest, (busyNanos.get(i) - before) * 1e-9 / seconds);
        }
        busyBefore = busyNanos;
        return fullest;
    }

    /** What was sampled. */
    public History history() {
        return history;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
