package io.plenum.bridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.net.simulated.LossModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of every loss on every path, as the table of docs/loss.md. Not part of a build, by
 * its name; {@code mvn -pl bridge -Dquick test -Dtest=LossReport} runs it, with {@code
 * -Dplenum.seed=7} from another seed. Equal seeds print equal tables.
 */
class LossReport {
    private static final long SECONDS = 600;

    @Test
    void everyLossOnEveryPath() throws IOException {
        long seed = Long.getLong("plenum.seed", 42);
        Map<String, LossModel> losses = new LinkedHashMap<>();
        losses.put("2 % random", new LossModel.Random(0.02));
        losses.put("10 % random", new LossModel.Random(0.10));
        losses.put("5 % in bursts of 5", LossModel.Gilbert.ofBursts(0.05, 5));
        List<Function<LossModel, LossRun.Path>> paths =
                List.of(
                        LossRun.Path::both,
                        LossRun.Path::viewers,
                        LossRun.Path::publishers,
                        LossRun.Path::each);
        StringBuilder table =
                new StringBuilder(
                        """
                        | loss | path, round trip | frames in time | repeated | PLIs per 10 s |
                        |---|---|---|---|---|
                        """);
        losses.forEach(
                (name, loss) -> {
                    for (Function<LossModel, LossRun.Path> each : paths) {
                        LossRun.Path path = each.apply(loss);
                        LossRun run = LossRun.of(seed, SECONDS, path);
                        assertThat(run.frames()).isGreaterThan(17_000);
                        table.append(run.line(name, path)).append('\n');
                    }
                });
        System.out.println(table);
        Path file = Path.of("target/simulation/loss.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, table);
    }
}
