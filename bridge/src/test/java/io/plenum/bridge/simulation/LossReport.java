package io.plenum.bridge.simulation;

import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.simulation.LossRun.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Ten minutes of every loss on every path, as the table of {@code docs/loss.md}. */
final class LossReport {
    private static final long SECONDS = 600;

    private LossReport() {}

    /** Prints the table; the argument is the seed, 42 if there is none. */
    public static void main(String[] arguments) {
        long seed = arguments.length == 0 ? 42 : Long.parseLong(arguments[0]);
        Map<String, LossModel> losses = new LinkedHashMap<>();
        losses.put("2 % random", new LossModel.Random(0.02));
        losses.put("10 % random", new LossModel.Random(0.10));
        losses.put("5 % in bursts of 5", LossModel.Gilbert.ofBursts(0.05, 5));
        List<Function<LossModel, Path>> paths =
                List.of(Path::both, Path::viewers, Path::publishers, Path::each);
        System.out.println(
                "| loss | path | frames in time | repeated | key-frame requests per 10 s |");
        System.out.println("|---|---|---|---|---|");
        losses.forEach(
                (name, loss) -> {
                    for (Function<LossModel, Path> each : paths) {
                        Path path = each.apply(loss);
                        System.out.println(LossRun.of(seed, SECONDS, path).line(name, path));
                    }
                });
    }
}
