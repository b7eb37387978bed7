package io.plenum.bridge.cc.simulation;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The cases of RFC 8867 section 5, run. One-way delay 50 ms, queue 300 ms, tail drop unless a case
 * says otherwise (section 4).
 */
final class Rfc8867 {
    private static final double MBPS = 1e6;
    private static final long DELAY_MILLIS = 50;
    private static final long QUEUE_MILLIS = 300;

    /** The media could use as much, in the cases that do not say. */
    private static final double MEDIA_BPS = 5 * MBPS;

    private final Supplier<Controller> controllers;
    private final long seed;

    Rfc8867(Supplier<Controller> controllers, long seed) {
        this.controllers = controllers;
        this.seed = seed;
    }

    private Scene scene(String name, double bps, long delayMillis, long queueMillis) {
        return new Scene(name, seed, controllers, bps, delayMillis, queueMillis);
    }

    /** A bottleneck that does not change, one flow. Not of the RFC: the first target. */
    Scene stable(double bps, double seconds) {
        Scene scene = scene("stable", bps, DELAY_MILLIS, QUEUE_MILLIS);
        MediaFlow flow = scene.flow("media");
        scene.at(0, () -> flow.start(2 * bps));
        return scene.run(seconds);
    }

    /** Random loss that no rate cures. Not of the RFC. */
    Scene randomLoss(double bps, double loss, double seconds) {
        Scene scene = scene("random-loss", bps, DELAY_MILLIS, QUEUE_MILLIS);
        scene.link.setLoss(loss);
        MediaFlow flow = scene.flow("media");
        scene.at(0, () -> flow.start(2 * bps));
        return scene.run(seconds);
    }

    /** A drop to a third at 30 s and back at 60 s. Not of the RFC: the second and third targets. */
    Scene step(double bps) {
        Scene scene = scene("step", bps, DELAY_MILLIS, QUEUE_MILLIS);
        MediaFlow flow = scene.flow("media");
        scene.at(0, () -> flow.start(1.2 * bps));
        return scene.rateAt(30, bps / 3).rateAt(60, bps).run(90);
    }

    /** 5.1: variable available capacity, one flow. */
    Scene variableOneFlow() {
        Scene scene = scene("5.1", MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        MediaFlow flow = scene.flow("media");
        scene.at(0, () -> flow.start(MEDIA_BPS));
        return scene.rateAt(40, 2.5 * MBPS).rateAt(60, 0.6 * MBPS).rateAt(80, MBPS).run(100);
    }

    /** 5.2: variable available capacity, two flows. */
    Scene variableTwoFlows() {
        Scene scene = scene("5.2", 4 * MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        MediaFlow first = scene.flow("media 1");
        MediaFlow second = scene.flow("media 2");
        scene.at(0, () -> first.start(MEDIA_BPS));
        scene.at(0, () -> second.start(MEDIA_BPS));
        return scene.rateAt(25, 2 * MBPS)
                .rateAt(50, 3.5 * MBPS)
                .rateAt(75, MBPS)
                .rateAt(100, 2 * MBPS)
                .run(125);
    }

    /** 5.3: media both ways, so that feedback waits behind media. */
    Scene congestedFeedback() {
        Scene scene = scene("5.3", 2 * MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        Bottleneck backward =
                new Bottleneck(
                        scene.time, scene.random.split(), 2 * MBPS, QUEUE_MILLIS * VirtualTime.MS);
        MediaFlow flow = scene.flow("media", DELAY_MILLIS * VirtualTime.MS, Scene.over(backward));
        MediaFlow opposite =
                new MediaFlow(
                        "opposite",
                        scene.time,
                        new SplittableRandom(seed + 1),
                        controllers.get(),
                        backward,
                        DELAY_MILLIS * VirtualTime.MS,
                        Scene.over(scene.link));
        scene.at(0, () -> flow.start(MEDIA_BPS));
        scene.at(0, () -> opposite.start(MEDIA_BPS));
        scene.at(35, () -> backward.setRate(0.8 * MBPS));
        scene.at(70, () -> backward.setRate(2 * MBPS));
        return scene.rateAt(20, MBPS).rateAt(40, 0.5 * MBPS).rateAt(60, 2 * MBPS).run(100);
    }

    /** 5.4: three flows of the same kind, one after the other. */
    Scene competing(double seconds) {
        Scene scene = scene("5.4", 3.5 * MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        for (int i = 0; i < 3; i++) {
            MediaFlow flow = scene.flow("media " + (i + 1));
            scene.at(20 * i, () -> flow.start(MEDIA_BPS));
        }
        return scene.run(seconds);
    }

    /** 5.5: five flows with unequal round trips. */
    Scene roundTripFairness(double seconds) {
        Scene scene = scene("5.5", 4 * MBPS, 10, QUEUE_MILLIS);
        long[] delays = {10, 25, 50, 100, 150};
        for (int i = 0; i < delays.length; i++) {
            MediaFlow flow = scene.flow(delays[i] + " ms", delays[i] * VirtualTime.MS);
            scene.at(10 * i, () -> flow.start(MEDIA_BPS));
        }
        return scene.run(seconds);
    }

    /** 5.6: one flow and a TCP flow without end. */
    Scene longTcp(long queueMillis, double seconds) {
        Scene scene = scene("5.6", 2 * MBPS, DELAY_MILLIS, queueMillis);
        TcpFlow tcp = scene.tcpFlow();
        MediaFlow flow = scene.flow("media");
        scene.at(0, tcp::start);
        scene.at(5, () -> flow.start(MEDIA_BPS));
        return scene.run(seconds);
    }

    /**
     * 5.7: two flows and ten TCP connections that fetch 30 to 50 kB and rest for 10 s on average;
     * two begin at once (RFC 8868).
     */
    Scene shortTcp(double seconds) {
        Scene scene = scene("5.7", 2 * MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        SplittableRandom random = scene.random.split();
        for (int i = 0; i < 10; i++) {
            TcpFlow tcp = scene.tcpFlow();
            double begin = i < 2 ? 0 : rest(random);
            scene.at(begin, () -> fetch(scene, tcp, random));
        }
        for (int i = 0; i < 2; i++) {
            MediaFlow flow = scene.flow("media " + (i + 1));
            scene.at(5, () -> flow.start(MEDIA_BPS));
        }
        return scene.run(seconds);
    }

    private static double rest(SplittableRandom random) {
        return -10 * Math.log(1 - random.nextDouble());
    }

    private static void fetch(Scene scene, TcpFlow tcp, SplittableRandom random) {
        long bytes = random.nextLong(30_000, 50_001);
        tcp.transfer(
                bytes,
                () ->
                        scene.time.after(
                                (long) (rest(random) * 1e9), () -> fetch(scene, tcp, random)));
    }

    /** 5.8: three flows, of which one rests from 40 to 60 s. */
    Scene pauseAndResume() {
        Scene scene = scene("5.8", 3.5 * MBPS, DELAY_MILLIS, QUEUE_MILLIS);
        for (int i = 0; i < 3; i++) {
            MediaFlow flow = scene.flow("media " + (i + 1));
            scene.at(0, () -> flow.start(MEDIA_BPS));
            if (i == 0) {
                scene.at(40, flow::stop);
                scene.at(60, () -> flow.start(MEDIA_BPS));
            }
        }
        return scene.run(120);
    }
}
