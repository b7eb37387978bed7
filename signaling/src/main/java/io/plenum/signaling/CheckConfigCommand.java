package io.plenum.signaling;

import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.config.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration and prints what is in force. */
@Command(
        name = "check-config",
        description = "Read the configuration and print what is in force.",
        modelTransformer = ConfigOptions.class,
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            ServerConfig config = ConfigOptions.load(spec);
            spec.commandLine().getOut().print(ConfigText.of(config));
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }
}
