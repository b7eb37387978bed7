package io.plenum.signaling;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The server's command line. The launcher {@code plenum} calls it. */
@Command(
        name = "plenum",
        description = "A WebRTC meeting server.",
        subcommands = {ServeCommand.class, CheckConfigCommand.class, TokenCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /** Runs one subcommand and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commands().execute(arguments));
    }

    /** All subcommands. */
    static CommandLine commands() {
        return new CommandLine(new Main());
    }
}
