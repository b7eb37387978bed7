package io.plenum.loadtests.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel says of another process (proc(5)). Linux only. */
public final class ServerProcess {
    /** USER_HZ is 100 on every Linux that Java runs on. */
    private static final double SECONDS_PER_TICK = 0.01;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final double KIB_PER_MIB = 1_024;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Path folder;

    /**
     * Reads nothing yet.
     *
     * @param pid of a process that is running
     */
    public ServerProcess(long pid) {
        folder = Path.of("/proc", Long.toString(pid));
    }

    /** CPU time of all its threads so far, user and system, seconds. */
    public double cpuSeconds() throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        // The name in parentheses may hold spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        return ticks * SECONDS_PER_TICK;
    }

    /** Resident memory, MiB. */
    public double residentMebibytes() throws IOException {
        Matcher matcher = RESIDENT.matcher(Files.readString(folder.resolve("status")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / KIB_PER_MIB : 0;
    }
}
