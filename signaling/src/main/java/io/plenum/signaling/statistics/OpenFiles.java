package io.plenum.signaling.statistics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many of the files that the process may have open are open. */
final class OpenFiles {
    private OpenFiles() {}

    /** Share of the limit, 0 to 1; 0 where the system does not tell. */
    static double share() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? (double) unix.getOpenFileDescriptorCount() / unix.getMaxFileDescriptorCount()
                : 0;
    }
}
