package io.plenum.bridge.cc.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Writes docs/bandwidth.md and its pictures. Not part of a build, by its name; {@code mvn -pl
 * bridge -Dquick test -Dtest=BandwidthReport} runs it, with {@code -Dplenum.seed=7} from another
 * seed. Equal seeds write equal files.
 */
class BandwidthReport {
    private static final double MBPS = 1e6;
    private static final long SEED = Long.getLong("plenum.seed", 42);
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path PICTURES = DOCS.resolve("pictures").resolve("bandwidth");

    /** A case: what it is called and does, how long it takes, when its figures count. */
    private record Case(
            String file,
            String title,
            String what,
            double seconds,
            double from,
            double fairFrom,
            Function<Rfc8867, Scene> run,
            Function<Scene, String> convergence) {}

    /** What stands above it in the page is written by hand. */
    private static final String MARKER = "<!-- simulation -->";

    private final Rfc8867 ours = new Rfc8867(PlenumController::new, SEED);
    private final Rfc8867 floor = new Rfc8867(LossOnlyController::new, SEED);

    @Test
    void everyCase() throws IOException {
        Files.createDirectories(PICTURES);
        StringBuilder out = new StringBuilder(introduction());
        stable(out);
        steps(out);
        loss(out);
        out.append(casesIntroduction());
        List<Case> cases = cases();
        out.append(
                """
                | case | | used | queue p50, p95 ms | lost | padding | convergence, s | Jain |
                |---|---|---|---|---|---|---|---|
                """);
        StringBuilder pictures = new StringBuilder();
        for (Case each : cases) {
            Scene mine = each.run.apply(ours);
            Scene theirs = each.run.apply(floor);
            out.append(row(each, "ours", mine)).append(row(each, "floor", theirs));
            String file = each.file + ".svg";
            Files.writeString(PICTURES.resolve(file), picture(each, mine, theirs));
            pictures.append(
                    "%n#### %s%n%s%n%n![%s](pictures/bandwidth/%s)%n"
                            .formatted(each.title, each.what, each.title, file));
        }
        out.append(afterTable());
        seeds(out);
        out.append(pictures);
        Path page = DOCS.resolve("bandwidth.md");
        String written = Files.readString(page);
        String byHand = written.substring(0, written.indexOf(MARKER) + MARKER.length());
        Files.writeString(page, byHand + out);
        System.out.println(out);
    }

    private static List<Case> cases() {
        Function<Scene, String> none = scene -> "";
        List<Case> cases = new ArrayList<>();
        cases.add(
                new Case(
                        "5.1",
                        "5.1 Variable capacity, one flow",
                        "1 Mbit/s, from 40 s 2.5, from 60 s 0.6, from 80 s 1. Convergence: start,"
                                + " rise, fall, rise.",
                        100,
                        5,
                        -1,
                        Rfc8867::variableOneFlow,
                        s ->
                                seconds(s.riseTime(0.8, 0, 40))
                                        + ", "
                                        + seconds(s.riseTime(0.8, 40, 60))
                                        + ", "
                                        + seconds(s.fallTime(60, 80))
                                        + ", "
                                        + seconds(s.riseTime(0.8, 80, 100))));
        cases.add(
                new Case(
                        "5.2",
                        "5.2 Variable capacity, two flows",
                        "4 Mbit/s, from 25 s 2, from 50 s 3.5, from 75 s 1, from 100 s 2."
                                + " Convergence: start, fall, rise, fall, rise.",
                        125,
                        5,
                        25,
                        Rfc8867::variableTwoFlows,
                        s ->
                                seconds(s.riseTime(0.8, 0, 25))
                                        + ", "
                                        + seconds(s.fallTime(25, 50))
                                        + ", "
                                        + seconds(s.riseTime(0.8, 50, 75))
                                        + ", "
                                        + seconds(s.fallTime(75, 100))
                                        + ", "
                                        + seconds(s.riseTime(0.8, 100, 125))));
        cases.add(
                new Case(
                        "5.3",
                        "5.3 Congested feedback",
                        "Media both ways. Forward 2 Mbit/s, from 20 s 1, from 40 s 0.5, from 60 s 2;"
                                + " backward 2, from 35 s 0.8, from 70 s 2. Convergence: start, fall,"
                                + " fall, rise.",
                        100,
                        5,
                        -1,
                        Rfc8867::congestedFeedback,
                        s ->
                                seconds(s.riseTime(0.8, 0, 20))
                                        + ", "
                                        + seconds(s.fallTime(20, 40))
                                        + ", "
                                        + seconds(s.fallTime(40, 60))
                                        + ", "
                                        + seconds(s.riseTime(0.8, 60, 100))));
        cases.add(
                new Case(
                        "5.4",
                        "5.4 Three equal flows",
                        "3.5 Mbit/s; the second joins after 20 s, the third after 40 s.",
                        120,
                        5,
                        60,
                        r -> r.competing(120),
                        none));
        cases.add(
                new Case(
                        "5.5",
                        "5.5 Round-trip fairness",
                        "4 Mbit/s; one-way delays 10, 25, 50, 100 and 150 ms, joining 10 s apart.",
                        300,
                        5,
                        60,
                        r -> r.roundTripFairness(300),
                        none));
        for (long queue : new long[] {20, 300, 1_000}) {
            cases.add(
                    new Case(
                            "5.6-" + queue,
                            "5.6 A long TCP flow, queue of " + queue + " ms",
                            "2 Mbit/s; CUBIC from the beginning, media from 5 s. *Used* is the"
                                    + " media's share.",
                            120,
                            15,
                            -1,
                            r -> r.longTcp(queue, 120),
                            none));
        }
        cases.add(
                new Case(
                        "5.7",
                        "5.7 Short TCP flows",
                        "2 Mbit/s, two media flows; ten TCP connections that each fetch 30 to 50 kB"
                                + " and rest for 10 s on average (0.3 Mbit/s together). *Used* is"
                                + " the media's share.",
                        300,
                        15,
                        25,
                        r -> r.shortTcp(300),
                        none));
        cases.add(
                new Case(
                        "5.8",
                        "5.8 Pause and resume",
                        "3.5 Mbit/s, three flows; the first rests from 40 to 60 s.",
                        120,
                        5,
                        80,
                        Rfc8867::pauseAndResume,
                        none));
        return cases;
    }

    private static String row(Case each, String who, Scene scene) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.0f, %.0f | %s | %s | %s | %s |%n",
                who.equals("ours") ? each.title : "",
                who,
                percent(scene.utilisation(each.from, each.seconds)),
                scene.queueing(0.5),
                scene.queueing(0.95),
                percent(scene.loss()),
                percent(scene.paddingShare()),
                each.convergence.apply(scene),
                each.fairFrom < 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "%.3f", scene.jain(each.fairFrom, each.seconds)));
    }

    private void stable(StringBuilder out) {
        out.append(
                """

                ### A link that does not change
                One flow, 60 s. Target: 85 % used and 60 ms of queue at p95 from 300 kbit/s to 10 Mbit/s; the needed rate within 2 s of joining.

                | capacity, Mbit/s | | used, 5 to 60 s | queue p50, p95 ms | lost | padding | 80 % reached after, s |
                |---|---|---|---|---|---|---|
                """);
        for (double mbps : new double[] {0.1, 0.3, 0.5, 1, 2, 3, 5, 10, 30}) {
            for (Rfc8867 who : List.of(ours, floor)) {
                Scene scene = who.stable(mbps * MBPS, 60);
                out.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %s | %s | %.0f, %.0f | %s | %s | %s |%n",
                                who == ours ? number(mbps) : "",
                                who == ours ? "ours" : "floor",
                                percent(scene.utilisation(5, 60)),
                                scene.queueing(0.5),
                                scene.queueing(0.95),
                                percent(scene.loss()),
                                percent(scene.paddingShare()),
                                seconds(scene.riseTime(0.8, 0, 60))));
            }
        }
    }

    private void steps(StringBuilder out) {
        out.append(
                """

                ### A drop to a third, and back
                One flow, 90 s; the capacity falls at 30 s and comes back at 60 s. Target: under the new capacity within 1.5 s, 80 % of the old within 8 s.

                | capacity, Mbit/s | | under the new after, s | 80 % of the old after, s | queue p95, ms | lost |
                |---|---|---|---|---|---|
                """);
        for (double mbps : new double[] {0.9, 3, 6}) {
            for (Rfc8867 who : List.of(ours, floor)) {
                Scene scene = who.step(mbps * MBPS);
                out.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %s | %s | %s | %.0f | %s |%n",
                                who == ours ? number(mbps) : "",
                                who == ours ? "ours" : "floor",
                                seconds(scene.fallTime(30, 60)),
                                seconds(scene.riseTime(0.8, 60, 90)),
                                scene.queueing(0.95),
                                percent(scene.loss())));
            }
        }
    }

    private void loss(StringBuilder out) {
        out.append(
                """

                ### Random loss that no rate cures
                One flow, 3 Mbit/s, 60 s. *Used* counts what arrives.

                | loss | | used, 5 to 60 s | queue p50, p95 ms |
                |---|---|---|---|
                """);
        for (double share : new double[] {0.02, 0.05, 0.10}) {
            for (Rfc8867 who : List.of(ours, floor)) {
                Scene scene = who.randomLoss(3 * MBPS, share, 60);
                out.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %s | %s | %.0f, %.0f |%n",
                                who == ours ? percent(share) : "",
                                who == ours ? "ours" : "floor",
                                percent(scene.utilisation(5, 60)),
                                scene.queueing(0.5),
                                scene.queueing(0.95)));
            }
        }
    }

    /** One seed is one sample: the targets again, mean and worst of twelve. */
    private static void seeds(StringBuilder out) {
        Samples[] figures = new Samples[6];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = new Samples();
        }
        int seeds = 12;
        for (int seed = 1; seed <= seeds; seed++) {
            Rfc8867 cases = new Rfc8867(PlenumController::new, seed);
            Scene slow = cases.stable(0.3 * MBPS, 60);
            Scene fast = cases.stable(10 * MBPS, 60);
            Scene step = cases.step(3 * MBPS);
            figures[0].add(-Math.min(slow.utilisation(5, 60), fast.utilisation(5, 60)));
            figures[1].add(Math.max(slow.queueing(0.95), fast.queueing(0.95)));
            figures[2].add(step.fallTime(30, 60));
            figures[3].add(step.riseTime(0.8, 60, 90));
            figures[4].add(-cases.competing(120).jain(60, 120));
            figures[5].add(-cases.longTcp(300, 120).utilisation(15, 120));
        }
        out.append(
                """

                ### The targets over twelve seeds
                | | target | mean | worst |
                |---|---|---|---|
                """);
        String[] names = {
            "used of 0.3 and 10 Mbit/s, the lesser",
            "queue p95 of the same, the greater, ms",
            "3 to 1 Mbit/s: under the new after, s",
            "1 to 3 Mbit/s: 80 % after, s",
            "Jain of three equal flows (5.4)",
            "share beside a TCP flow, queue of 300 ms (5.6)"
        };
        String[] targets = {"0.85", "60", "1.5", "8", "0.95", "0.2"};
        for (int i = 0; i < figures.length; i++) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %.2f | %.2f |%n",
                            names[i],
                            targets[i],
                            Math.abs(figures[i].mean(0, seeds)),
                            Math.abs(figures[i].percentile(1))));
        }
    }

    private static String picture(Case each, Scene mine, Scene theirs) {
        double step = each.seconds > 150 ? 1 : 0.5;
        double top = 0;
        for (int i = 0; i < mine.capacityBps.count(); i++) {
            top = Math.max(top, mine.capacityBps.at(i) / MBPS);
        }
        double queueTop = Math.max(queueTop(mine), queueTop(theirs));
        return new LinePlot(2, each.seconds)
                .panel("Plenum: received", "Mbit/s", 1.2 * top, rates(mine, step))
                .panel("loss only: received", "Mbit/s", 1.2 * top, rates(theirs, step))
                .panel("Plenum: queue", "ms", queueTop, queue(mine, step))
                .panel("loss only: queue", "ms", queueTop, queue(theirs, step))
                .svg();
    }

    private static double queueTop(Scene scene) {
        double max = scene.queueMillis.percentile(1);
        return max > 400 ? 1_000 : max > 100 ? 320 : 40;
    }

    private static List<LinePlot.Line> rates(Scene scene, double step) {
        List<LinePlot.Line> lines = new ArrayList<>();
        for (int i = 0; i < scene.flows.size(); i++) {
            lines.add(
                    new LinePlot.Line(
                            scene.flows.get(i).name,
                            LinePlot.color(i),
                            means(scene.receivedBps.get(i), step, 1 / MBPS),
                            step,
                            false));
        }
        if (!scene.tcp.isEmpty()) {
            lines.add(
                    new LinePlot.Line(
                            "TCP", "#999999", means(scene.tcpBps, step, 1 / MBPS), step, false));
        }
        lines.add(
                new LinePlot.Line(
                        "capacity",
                        "#eeeeee",
                        means(scene.capacityBps, step, 1 / MBPS),
                        step,
                        true));
        return lines;
    }

    private static List<LinePlot.Line> queue(Scene scene, double step) {
        return List.of(
                new LinePlot.Line(
                        "queue", "#444444", means(scene.queueMillis, step, 1), step, false));
    }

    private static double[] means(Samples samples, double step, double scale) {
        int each = (int) Math.round(step * 1e9 / Scene.SAMPLE_NANOS);
        double[] means = new double[samples.count() / each];
        for (int i = 0; i < means.length; i++) {
            means[i] = samples.mean(i * each, (i + 1) * each) * scale;
        }
        return means;
    }

    private static String seconds(double value) {
        return Double.isNaN(value) ? "never" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.valueOf(value);
    }

    private static String introduction() {
        return """


        ## Simulation
        All from here on is written by `mvn -pl bridge -Dquick test -Dtest=BandwidthReport`, which plays it on a virtual clock; the same seed gives the same
        figures, `-Dplenum.seed=7` takes another one (these: %d). The targets are asserted in every build (`Rfc8867Test`).

        The viewer of the simulation gets Opus at 50 packets a second and video at 30 frames a second whose sizes vary by 15 %%, as large as the estimate
        allows; it answers with real feedback packets every 50 to 100 ms. One-way delay 50 ms, queue 300 ms with tail drop, unless said otherwise. The *floor* is a
        controller that knows loss alone: 5 %% more per second below 2 %% of loss, less by half the loss above 10 %%, no delay, no probes; it uses the same pacer.

        *Used* is media that crossed the link (padding of probes does not count) as share of the capacity. *Queue* is what packets of media waited at the
        bottleneck. *Lost* is a share of all packets of media, random loss and loss in the queue.
        """
                .formatted(SEED);
    }

    private static String casesIntroduction() {
        return """

        ### The cases of RFC 8867
        Sections 5.1 to 5.8, whole. Media could use 5 Mbit/s per flow. Convergence counts from each change: after a rise (or the start) until half a second's
        reception reaches 80 % of the capacity, after a fall until the estimates stay under it for a second. Jain's index is taken over what the flows received
        from 20 s after the last of them joined (5.2: from 25 s). Targets: Jain 0.95 for three equal flows, a fifth of the link beside a long TCP flow.

        """;
    }

    private static String afterTable() {
        return """

        Where it is weak: a queue of 20 ms beside a TCP flow gives delay nothing to tell, and loss below a tenth is put down to the path, so there we lose more than
        the floor does. Short TCP flows, whose first windows fill 60 to 200 ms of queue, take more from us than they carry: the link is half used. And flows with
        unequal round trips share less evenly under some seeds (0.85 was the least of thirteen).
        """;
    }
}
