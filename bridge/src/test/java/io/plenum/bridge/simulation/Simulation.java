package io.plenum.bridge.simulation;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.loop.SimulatedBridge;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Rooms on a virtual clock: the same seed gives the same run, packet by packet. Time moves from one
 * event to the next, in steps of a tenth of a millisecond at least.
 */
final class Simulation implements AutoCloseable {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    private static final long STEP = MS / 10;
    private static final long START = 1_000 * SECOND;

    final SimulatedNetwork network;
    final SimulatedBridge bridge;
    final SplittableRandom random;
    final PcapWriter pcap = new PcapWriter();
    private final long seed;
    private final List<SimulatedParticipant> participants = new ArrayList<>();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private boolean stalled;
    private int hosts;
    private long taskCount;

    /** Something that a participant does at its time; ties in the order of scheduling. */
    private record Task(long atNanos, long number, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private Simulation(long seed, int loops) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(seed, START);
        bridge = new SimulatedBridge(network, seed, loops);
    }

    static Simulation seeded(long seed) {
        return new Simulation(seed, 1);
    }

    /** A test that needs the seed and the packets when it fails. */
    @FunctionalInterface
    interface Scene {
        void play(Simulation simulation) throws Exception;
    }

    /** Plays a scene; if it fails, says the seed and leaves the packets of its end as a pcap. */
    static void play(long seed, String name, Scene scene) {
        play(seed, name, 1, scene);
    }

    /** As above, over several media loops on which the peers of a room take turns. */
    static void play(long seed, String name, int loops, Scene scene) {
        try (Simulation simulation = new Simulation(seed, loops)) {
            try {
                scene.play(simulation);
            } catch (Throwable failure) {
                Path file = Path.of("target", "simulation", name + "-" + seed + ".pcap");
                simulation.pcap.write(file);
                throw new AssertionError(
                        "seed %d at %d ms; packets in %s"
                                .formatted(seed, simulation.millis(), file),
                        failure);
            }
        }
    }

    long now() {
        return network.nowNanos();
    }

    /** Since the beginning. */
    long millis() {
        return (now() - START) / MS;
    }

    /** All links, both ways, unless set otherwise. */
    void links(LinkConditions conditions) {
        network.setDefaultConditions(conditions);
    }

    TransportAddress newAddress() {
        hosts++;
        return TransportAddress.ofIpv4(0x0A01_0000 + hosts, 5_000);
    }

    SimulatedParticipant join(String room, String name) {
        SimulatedParticipant participant = new SimulatedParticipant(this, room, name);
        participants.add(participant);
        return participant;
    }

    void leave(SimulatedParticipant participant) {
        participants.remove(participant);
        participant.close();
        bridge.removePeer(participant.name());
    }

    List<SimulatedParticipant> participants() {
        return participants;
    }

    void schedule(long atNanos, Runnable action) {
        tasks.add(new Task(atNanos, taskCount++, action));
    }

    void run(long nanos) {
        long end = now() + nanos;
        while (now() < end) {
            long next = bridge.nextDeadlineNanos();
            if (!tasks.isEmpty()) {
                next = Math.min(next, tasks.peek().atNanos);
            }
            if (network.hasInFlight()) {
                next = Math.min(next, network.nextArrivalNanos());
            }
            network.advanceTo(Math.min(end, Math.max(next, now() + STEP)));
            while (!tasks.isEmpty() && tasks.peek().atNanos <= now()) {
                tasks.poll().action.run();
            }
            for (int i = 0; i < participants.size(); i++) {
                participants.get(i).receive();
            }
            if (!stalled) {
                bridge.run();
            }
        }
    }

    /** Time goes on without the bridge's loop: it has got behind. */
    void stall(long nanos) {
        stalled = true;
        run(nanos);
        stalled = false;
        bridge.run();
    }

    long count(Count what) {
        return bridge.count(what);
    }

    @Override
    public void close() {
        bridge.close();
    }

    @Override
    public String toString() {
        return "simulation of seed " + seed;
    }
}
