package io.plenum.loadtests.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes figures, as JSON on standard output, and a flame graph of a recording of a server. */
@Command(
        name = "profile",
        description =
                "Says where a server's processor time goes, by a recording with jdk.CPUTimeSample.",
        mixinStandardHelpOptions = true)
public final class Profile implements Callable<Integer> {
    @Option(
            names = "--recording",
            paramLabel = "FILE",
            required = true,
            description = "what JFR.dump wrote")
    private Path recording = Path.of("");

    @Option(
            names = "--flame-graph",
            paramLabel = "FILE",
            description = "SVG of the media loop's threads")
    private @Nullable Path flameGraph;

    private Profile() {}

    /** See {@code --help}. Ends with status 0, 1 if it failed, 2 if the options are wrong. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Profile()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        CpuRecording recorded = CpuRecording.read(recording);
        if (flameGraph != null) {
            FlameNode root =
                    FlameNode.of(
                            "the media loop",
                            ProfileFigures.ofMediaLoop(recorded),
                            ProfileFigures.MEDIA_LOOP);
            Files.writeString(flameGraph, FlameGraph.svg(root, ProfileFigures.MEDIA_LOOP));
        }
        System.out.println(new ObjectMapper().writeValueAsString(ProfileFigures.of(recorded)));
        return CommandLine.ExitCode.OK;
    }
}
