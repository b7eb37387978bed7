package io.plenum.bridge.speaker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Microphones whose packets reach both detectors, in virtual time and from one seed. */
final class Meeting {
    static final long MILLIS = 1_000_000L;

    final DominantSpeaker dominant = new DominantSpeaker();
    final LoudestSpeakers loudest;
    final List<Long> speakerChangesNanos = new ArrayList<>();
    final List<Voice> voices = new ArrayList<>();
    final SplittableRandom random;
    long nowNanos;
    int loudestChanges;

    private final long packetNanos;
    private final double loss;
    private final int jitterMillis;
    private final int[] loudestFrames;
    private final List<Arrival> underWay = new ArrayList<>();

    Meeting(long seed, int sources) {
        this(seed, sources, 20, 0, 0);
    }

    /**
     * Packets carry so many milliseconds each; some are lost, all are delayed, so also reordered.
     */
    Meeting(long seed, int sources, int packetMillis, double loss, int jitterMillis) {
        random = new SplittableRandom(seed);
        loudest = new LoudestSpeakers(3);
        packetNanos = packetMillis * MILLIS;
        this.loss = loss;
        this.jitterMillis = jitterMillis;
        loudestFrames = new int[sources];
        Arrays.fill(loudestFrames, 127);
        // A monotonic clock may start below zero; this one passes it on its way.
        nowNanos = -30_000 * MILLIS;
        for (int i = 0; i < sources; i++) {
            dominant.register();
            loudest.register();
            voices.add(new Voice(random.split(), 24 + random.nextInt(10)));
        }
    }

    private record Arrival(long nanos, int source, int level) {}

    /** What every microphone picks up from now on. */
    void allMake(Voice.Sound sound) {
        voices.forEach(voice -> voice.makes(sound, nowNanos));
    }

    /** What one microphone picks up from now on. */
    void makes(int source, Voice.Sound sound) {
        voices.get(source).makes(sound, nowNanos);
    }

    /** Lets time pass. */
    void run(long millis) {
        runUntil(millis, () -> false);
    }

    /** Runs until something is so; returns after how many milliseconds, at most those given. */
    long runUntil(long millis, BooleanSupplier done) {
        long start = nowNanos;
        while (nowNanos - start < millis * MILLIS && !done.getAsBoolean()) {
            step();
        }
        return (nowNanos - start) / MILLIS;
    }

    private void step() {
        for (int source = 0; source < voices.size(); source++) {
            Voice voice = voices.get(source);
            // Every sender has a phase of its own.
            long phase = (source * 7 % 20) * MILLIS;
            if (!voice.sends()) {
                continue;
            }
            loudestFrames[source] = Math.min(loudestFrames[source], voice.level(nowNanos));
            if (Math.floorMod(nowNanos + phase, packetNanos) < 20 * MILLIS) {
                // The power of a packet is about that of its loudest frame.
                int level = loudestFrames[source];
                loudestFrames[source] = 127;
                if (random.nextDouble() >= loss) {
                    long delay = jitterMillis == 0 ? 0 : random.nextInt(jitterMillis) * MILLIS;
                    underWay.add(new Arrival(nowNanos + delay, source, level));
                }
            }
        }
        long end = nowNanos + 20 * MILLIS;
        List<Arrival> due =
                underWay.stream()
                        .filter(arrival -> arrival.nanos() - end < 0)
                        .sorted(Comparator.comparingLong(Arrival::nanos))
                        .toList();
        underWay.removeAll(due);
        due.forEach(this::arrive);
        nowNanos = end;
    }

    private void arrive(Arrival arrival) {
        if (dominant.onLevel(arrival.source(), arrival.level(), arrival.nanos())) {
            speakerChangesNanos.add(arrival.nanos());
        }
        if (loudest.onLevel(arrival.source(), arrival.level(), arrival.nanos())) {
            loudestChanges++;
        }
    }
}
