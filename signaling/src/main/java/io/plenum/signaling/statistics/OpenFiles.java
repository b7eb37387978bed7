package io.plenum.signaling.statistics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many of the files that the process may have open are open. */
public final class OpenFiles {
    /**
     * From here on nobody new is taken: what is left is for those who are in, and for operators.
     */
    public static final double TOO_MANY = 0.95;

    private OpenFiles() {}

    /** Share of the limit, 0 to 1; 0 where the system does not tell. */
    public static double share() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? (double) unix.getOpenFileDescriptorCount() / unix.getMaxFileDescriptorCount()
                : 0;
    }
}
