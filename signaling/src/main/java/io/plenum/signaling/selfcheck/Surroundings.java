package io.plenum.signaling.selfcheck;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the checks look at, so that tests can have other surroundings.
 *
 * @param receiveBufferLimitBytes the most that the kernel lets a socket have; -1 if it does not
 *     tell
 * @param openFileLimit files that this process may have open; -1 if that is not told
 * @param now wall clock
 * @param clockKeeper what keeps the clock right, as far as can be seen, or null
 */
record Surroundings(
        long receiveBufferLimitBytes,
        long openFileLimit,
        Instant now,
        @Nullable String clockKeeper) {
    private static final Path RECEIVE_BUFFER_LIMIT = Path.of("/proc/sys/net/core/rmem_max");

    /** Of this process. */
    static Surroundings real() {
        long files =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : -1;
        return new Surroundings(
                readNumber(RECEIVE_BUFFER_LIMIT), files, Instant.now(), findClockKeeper());
    }

    /** In one read: of these files the kernel gives nothing more to a second one. */
    private static long readNumber(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            return line == null ? -1 : Long.parseLong(line.trim());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable String findClockKeeper() {
        if (Files.exists(Path.of("/run/systemd/timesync/synchronized"))) {
            return "systemd-timesyncd";
        }
        return Files.exists(Path.of("/run/chrony")) ? "chrony" : null;
    }
}
