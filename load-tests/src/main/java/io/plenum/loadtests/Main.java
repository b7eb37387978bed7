package io.plenum.loadtests;

import picocli.CommandLine;

/** The load generator's command line. The launcher {@code plenum load} calls it. */
public final class Main {
    private Main() {}

    /** Runs it and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new LoadCommand());
        System.exit(line.setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }
}
